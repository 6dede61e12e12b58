import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import { encodeFailure, encodeReply, type Request } from '../../shared/protocol/codec.ts';
import type { CommandArgs, CommandResult } from '../../shared/protocol/commands.ts';
import { PROTOCOL_VERSIONS } from '../../shared/protocol/limits.ts';
import { isEntry, isWork, runCommand, runEntry } from '../handlers/table.ts';
import type { SessionServices } from './services.ts';
import type { Session } from './session.ts';

/** Answers a request with exactly one reply (FRM-1). Never rejects: whatever goes wrong is that reply. */
export async function dispatch(session: Session, services: SessionServices, request: Request): Promise<void> {
  const { id, cmd } = request;
  try {
    if (services.draining()) throw new AppError('shutting_down', 'the relay is going away');
    await answer(session, services, request);
  } catch (error) {
    const known = AppError.from(error);
    if (known.code === 'internal') {
      services.logger.error({ err: known.cause ?? known, cmd }, 'request failed');
    }
    session.reply(encodeFailure(id, known));
    if (known.code === 'unsupported_version') session.refuseVersion();
  }
}

async function answer(session: Session, services: SessionServices, request: Request): Promise<void> {
  const { id, cmd } = request;
  const { context } = services;
  if (cmd === 'session.hello') {
    const result = await hello(session, services, request.args);
    session.reply(encodeReply(id, cmd, result));
    return;
  }
  const { state } = session;
  if (state.kind === 'new') throw new AppError('hello_required', 'say session.hello first');
  if (isEntry(request)) {
    session.beginSignIn();
    try {
      const result = await runEntry(context, request);
      const caller = { user: result.user.id, device: result.device, synced: false };
      session.completeSignIn(caller, encodeReply(id, request.cmd, result));
    } finally {
      session.abandonSignIn();
    }
    return;
  }
  if (!isWork(request)) return assertNever(request);
  if (state.kind !== 'signed-in') throw new AppError('not_signed_in', 'sign in first');
  const result = await runCommand(context, state.caller, request);
  if (cmd === 'session.signOut' || cmd === 'account.deactivate') session.signOut();
  const reply = encodeReply(id, request.cmd, result);
  if (cmd === 'receipt.report') session.replyInPassing(reply);
  else session.reply(reply);
}

/** SES-1, SES-2. Greets at once, so that a client need not wait before its next request. */
async function hello(
  session: Session,
  { context, limits }: SessionServices,
  { versions }: CommandArgs<'session.hello'>,
): Promise<CommandResult<'session.hello'>> {
  const version = PROTOCOL_VERSIONS.find((known) => versions.includes(known));
  if (version === undefined) {
    throw new AppError('unsupported_version', `this relay speaks ${PROTOCOL_VERSIONS.join(', ')}`);
  }
  session.greet();
  const { storage, profile, clock, editWindowMs, receiptSettings } = context;
  return {
    version,
    relay: { id: await storage.relayId(), name: profile.name },
    registration: profile.registration,
    now: clock.now(),
    heartbeatMs: limits.heartbeatMs,
    changeWindowMs: editWindowMs,
    receiptPolicy: receiptSettings.policy,
  };
}
