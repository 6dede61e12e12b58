import * as z from 'zod';
import { AppError, badArgs, ErrorBody } from '../errors.ts';
import {
  COMMANDS,
  type CommandArgs,
  type CommandInput,
  type CommandName,
  type CommandResult,
  isCommandName,
} from './commands.ts';
import type { ConversationId } from '../model/ids.ts';
import { isPushName, PUSHES, type Push, type PushBody, type PushName } from './pushes.ts';

const RequestId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

const RequestFrame = z.object({ id: RequestId, cmd: z.string().max(64), args: z.unknown().optional() });
const ReplyFrame = z.object({ id: RequestId, ok: z.unknown().optional(), error: ErrorBody.optional() });
const PushFrame = z.object({ push: z.string().max(64), body: z.unknown() });

/** A request whose arguments have passed the command's schema. */
export type Request = {
  [N in CommandName]: { readonly id: number; readonly cmd: N; readonly args: CommandArgs<N> };
}[CommandName];

/**
 * What the relay makes of a text frame. `broken`: not a request at all, the connection is closed. `refused`: a request
 * that gets an error reply and changes nothing.
 */
export type DecodedRequest =
  | { readonly kind: 'request'; readonly request: Request }
  | {
      readonly kind: 'refused';
      readonly id: number;
      /** `undefined`: none that this relay knows. */
      readonly cmd: CommandName | undefined;
      readonly error: AppError;
    }
  | { readonly kind: 'broken'; readonly reason: string };

/** What the client makes of a text frame. `ignored`: a push of a later protocol. */
export type DecodedFromRelay =
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: AppError }
  | { readonly kind: 'push'; readonly push: Push }
  | { readonly kind: 'ignored'; readonly name: string }
  | { readonly kind: 'broken'; readonly reason: string };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const V7 = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const ACKNOWLEDGEMENT = new RegExp(
  `^\\{"id":([1-9]\\d{0,14}),"cmd":"receipt\\.report","args":\\{"conversations":\\[\\{"conversation":"(${V7})","delivered":([1-9]\\d{0,8})\\}\\]\\}\\}$`,
);

/**
 * The request that hundreds of members send at once, as this project's own clients write it, for a tenth of the time that
 * JSON and schema take. Whatever else a text is, they decide.
 */
function acknowledgement(text: string): DecodedRequest | undefined {
  const match = ACKNOWLEDGEMENT.exec(text);
  if (!match) return undefined;
  // The pattern is narrower than the schemas of all three.
  const [id, conversation, delivered] = [Number(match[1]), match[2] as ConversationId, Number(match[3])];
  const args = { conversations: [{ conversation, delivered }] };
  return { kind: 'request', request: { id, cmd: 'receipt.report', args } };
}

/** Never throws, whatever the text. */
export function decodeRequest(text: string): DecodedRequest {
  return acknowledgement(text) ?? decodeAnyRequest(text);
}

/** The same by the schemas alone. */
export function decodeAnyRequest(text: string): DecodedRequest {
  const frame = RequestFrame.safeParse(parseJson(text));
  if (!frame.success) return { kind: 'broken', reason: 'not a request frame' };
  const { id, cmd } = frame.data;
  if (!isCommandName(cmd)) {
    return { kind: 'refused', id, cmd: undefined, error: new AppError('unknown_command', 'unknown command') };
  }
  const args = COMMANDS[cmd].args.safeParse(frame.data.args ?? {});
  if (!args.success) return { kind: 'refused', id, cmd, error: badArgs(args.error) };
  // The schema looked up by `cmd` has just proven that `args` belongs to it; TypeScript cannot correlate the two.
  return { kind: 'request', request: { id, cmd, args: args.data } as Request };
}

/** Never throws, whatever the text. A reply's result is checked by `decodeResult`, which knows the command. */
export function decodeFromRelay(text: string): DecodedFromRelay {
  const json = parseJson(text);
  const push = PushFrame.safeParse(json);
  if (push.success) {
    const name = push.data.push;
    if (!isPushName(name)) return { kind: 'ignored', name };
    const body = PUSHES[name].safeParse(push.data.body);
    if (!body.success) return { kind: 'broken', reason: `malformed ${name}` };
    return { kind: 'push', push: { push: name, body: body.data } as Push };
  }
  const reply = ReplyFrame.safeParse(json);
  if (!reply.success) return { kind: 'broken', reason: 'neither reply nor push' };
  const { id, error, ok } = reply.data;
  return error
    ? { kind: 'failure', id, error: AppError.fromBody(error) }
    : { kind: 'reply', id, result: ok ?? {} };
}

/** Throws `bad_frame` when the relay's result is not what the protocol promises. */
export function decodeResult<N extends CommandName>(cmd: N, result: unknown): CommandResult<N> {
  const parsed = COMMANDS[cmd].result.safeParse(result);
  if (!parsed.success) throw new AppError('bad_frame', `malformed result of ${cmd}`);
  // Same correlation as in decodeRequest.
  return parsed.data as CommandResult<N>;
}

export function encodeRequest<N extends CommandName>(id: number, cmd: N, args: CommandInput<N>): string {
  return JSON.stringify({ id, cmd, args });
}

export function encodeReply<N extends CommandName>(id: number, _cmd: N, ok: CommandResult<N>): string {
  return JSON.stringify({ id, ok });
}

export function encodeFailure(id: number, error: AppError): string {
  return JSON.stringify({ id, error: error.toBody() });
}

export function encodePush<N extends PushName>(push: N, body: PushBody<N>): string {
  return JSON.stringify({ push, body });
}
