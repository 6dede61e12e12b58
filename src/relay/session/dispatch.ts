import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import { encodeFailure, encodeReply, type Request } from '../../shared/protocol/codec.ts';
import { CLOSE, type CloseCode } from '../../shared/protocol/close-codes.ts';
import type { CommandArgs, CommandName, CommandResult } from '../../shared/protocol/commands.ts';
import { type Feature, FEATURES } from '../../shared/protocol/features.ts';
import { PROTOCOL_VERSIONS } from '../../shared/protocol/limits.ts';
import type { Acknowledging } from '../handlers/delivered-cursors.ts';
import type { Caller } from '../handlers/publisher.ts';
import { isEntry, isWork, plainAcknowledgement, runCommand, runEntry } from '../handlers/table.ts';
import type { SessionServices } from './services.ts';

/** How far a connection has come. */
export type SessionState =
  | { readonly kind: 'new' }
  | { readonly kind: 'greeted' }
  | { readonly kind: 'signing-in' }
  | { readonly kind: 'signed-in'; readonly caller: Caller }
  | { readonly kind: 'closed' };

/** The connection that a request came by. */
export interface RequestingSession extends Acknowledging {
  readonly state: SessionState;
  readonly features: ReadonlySet<Feature>;
  /** What the client calls its version. */
  readonly version: string;
  /** Where it comes from, for logs. */
  readonly remote: string;
  /** Whom limits by address count this connection for; `undefined`: it is not limited. */
  readonly limitKey: string | undefined;
  /** SES-1, VER-2. Harmless when it has been said before; the first one counts. */
  greet(features: ReadonlySet<Feature>, version: string): void;
  /** SES-2: the reply says why. */
  refuseVersion(): void;
  /** The event as this client can take it (VER-3). */
  adapted(event: TimelineEvent): TimelineEvent;
  /** SES-8. Throws unless somebody may sign in now. */
  beginSignIn(): void;
  /** Undoes `beginSignIn` unless the sign-in is complete. */
  abandonSignIn(): void;
  /** Sends the reply, and pushes begin right after it (SYN-3). Throws `bad_token` when the device was signed out meanwhile. */
  completeSignIn(caller: Caller, reply: string): void;
  /** SES-5: this connection may sign in again, within the handshake's time. */
  signOut(): void;
  reply(text: string): void;
  /** A reply that nobody waits for: in busy times it rides with what is sent next. */
  replyInPassing(text: string): void;
  /** Sends what is queued, then the close frame. Whatever the client sends from now on is ignored. */
  close(code: CloseCode, reason: string): void;
}

/** One set for all clients that know the same, by the names in it: at most two to the power of the features there are. */
const FEATURE_SETS = new Map<string, ReadonlySet<Feature>>();

function featureSet(named: readonly string[]): ReadonlySet<Feature> {
  const features = FEATURES.filter((feature) => named.includes(feature));
  const key = features.join();
  const known = FEATURE_SETS.get(key) ?? new Set(features);
  FEATURE_SETS.set(key, known);
  return known;
}

/** Answers a request with exactly one reply (FRM-1). Never rejects: whatever goes wrong is that reply. */
export async function dispatch(
  session: RequestingSession,
  services: SessionServices,
  request: Request,
): Promise<void> {
  const { id, cmd } = request;
  try {
    if (services.draining()) throw new AppError('shutting_down', 'the relay is going away');
    await answer(session, services, request);
    services.counters.commands.add(cmd, 'ok');
  } catch (error) {
    const known = AppError.from(error);
    services.counters.commands.add(cmd, known.code);
    reportFailure(services.logger, cmd, known);
    session.reply(encodeFailure(id, known));
    if (known.code === 'unsupported_version') session.refuseVersion();
  }
}

/** Takes an acknowledgement the short way, if the request is one: the session hears of it. `false`: to be dispatched. */
export function acknowledged(
  session: RequestingSession,
  services: SessionServices,
  request: Request,
): boolean {
  const { state } = session;
  if (state.kind !== 'signed-in' || services.draining()) return false;
  const { context } = services;
  const plain = plainAcknowledgement(context, state.caller, request);
  if (!plain) return false;
  try {
    limitAccount(session, services, state.caller, request.cmd);
  } catch (error) {
    session.failed(request.id, AppError.from(error));
    return true;
  }
  context.activity.seen(state.caller);
  context.delivered.move(plain.conversation, state.caller, plain.seq, session, request.id);
  return true;
}

/** What is nobody's fault but the relay's is logged. */
export function reportFailure(logger: Logger, cmd: string, error: AppError): void {
  if (error.code === 'internal') logger.error({ err: error.cause ?? error, cmd }, 'request failed');
}

async function answer(
  session: RequestingSession,
  services: SessionServices,
  request: Request,
): Promise<void> {
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
    if (cmd !== 'session.resume') limitSignIns(session, services);
    session.beginSignIn();
    try {
      const result = await runEntry({ ...context, remote: session.remote }, request);
      const { features, version } = session;
      const caller = { user: result.user.id, device: result.device, synced: false, features, version };
      session.completeSignIn(caller, encodeReply(id, request.cmd, result));
    } finally {
      session.abandonSignIn();
    }
    return;
  }
  if (!isWork(request)) return assertNever(request);
  if (state.kind !== 'signed-in') throw new AppError('not_signed_in', 'sign in first');
  limitAccount(session, services, state.caller, cmd);
  const result = await runCommand(context, state.caller, request, session.remote);
  if (cmd === 'session.signOut' || cmd === 'account.deactivate') session.signOut();
  const reply = encodeReply(id, request.cmd, adapted(session, request.cmd, result));
  if (cmd === 'receipt.report') session.replyInPassing(reply);
  else session.reply(reply);
}

/** LIM-5. Tokens cannot be guessed, and a whole office may come back at once: they are not counted. */
function limitSignIns(session: RequestingSession, { signIns, counters }: SessionServices): void {
  const wait = session.limitKey === undefined ? 0 : signIns.take(session.limitKey);
  if (wait === 0) return;
  counters.rateLimited['address-sign-ins']++;
  throw new AppError('rate_limited', 'too many sign-ins from this address', { retryAfterMs: wait });
}

/** LIM-1, LIM-2, LIM-3. */
function limitAccount(
  session: RequestingSession,
  { budgets, counters }: SessionServices,
  { user }: Caller,
  cmd: CommandName,
): void {
  const over = budgets.take(user, cmd);
  if (!over) return;
  counters.rateLimited[over.limit]++;
  if (over.isAbuse) {
    counters.rateLimited['account-refusals']++;
    session.close(CLOSE.rateLimited, 'does not wait as it was told');
  }
  throw new AppError('rate_limited', 'too fast', { retryAfterMs: over.retryAfterMs });
}

/** VER-3, for the page of a timeline; any other result stays as it is. */
function adapted<N extends CommandName>(
  session: RequestingSession,
  cmd: N,
  result: CommandResult<N>,
): CommandResult<N> {
  if (cmd !== 'timeline.pull') return result;
  // The name says what the result is; TypeScript does not follow a generic one.
  const { events } = result as CommandResult<'timeline.pull'>;
  return { events: events.map((event) => session.adapted(event)) } as CommandResult<N>;
}

/** SES-1, SES-2, VER-2. Greets at once, so that a client need not wait before its next request. */
async function hello(
  session: RequestingSession,
  { context, limits }: SessionServices,
  { versions, client, features: named = [] }: CommandArgs<'session.hello'>,
): Promise<CommandResult<'session.hello'>> {
  const version = PROTOCOL_VERSIONS.find((known) => versions.includes(known));
  if (version === undefined) {
    throw new AppError('unsupported_version', `this relay speaks ${PROTOCOL_VERSIONS.join(', ')}`);
  }
  const known = featureSet(named);
  session.greet(known, client.version);
  const { storage, profile, clock, editWindowMs, receiptSettings } = context;
  return {
    version,
    relay: { id: await storage.relayId(), name: profile.name },
    registration: profile.registration,
    now: clock.now(),
    heartbeatMs: limits.heartbeatMs,
    features: [...known],
    changeWindowMs: editWindowMs,
    receiptPolicy: receiptSettings.policy,
    ...(profile.files ? { files: profile.files } : {}),
  };
}
