import { AppError, ERROR_RETRY, ErrorBody } from '../../../src/shared/errors.ts';
import {
  decodeFromRelay,
  decodeRequest,
  decodeResult,
  encodeFailure,
  encodePush,
  encodeReply,
  encodeRequest,
} from '../../../src/shared/protocol/codec.ts';
import { COMMANDS, type CommandName } from '../../../src/shared/protocol/commands.ts';
import { PUSHES, type PushName } from '../../../src/shared/protocol/pushes.ts';
import type { Random } from '../../../src/shared/clock.ts';
import { randomInt, randomOf, seededRandom } from '../seeded-random.ts';
import { deepFrame, mutateText, mutateValue, randomText } from './mutations.ts';
import { valueFor } from './schema-values.ts';

const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];
const PUSH_NAMES = Object.keys(PUSHES) as PushName[];

/** What the input is made from, and what the codec made of it. */
export type FuzzSource = 'valid' | 'mutated' | 'random';
export type FuzzVerdict = 'accepted' | 'refused' | 'broken';

export interface FuzzInput {
  readonly source: FuzzSource;
  /** Which side reads it. */
  readonly reader: 'relay' | 'client';
  /** The command whose reply it is given out for. */
  readonly cmd: CommandName;
  readonly text: string;
}

function validFrame(random: Random, cmd: CommandName): { reader: FuzzInput['reader']; frame: unknown } {
  const id = randomOf(random, [1, randomInt(random, 1, 1_000_000), Number.MAX_SAFE_INTEGER]);
  switch (randomInt(random, 0, 4)) {
    case 0: {
      const push = randomOf(random, PUSH_NAMES);
      return { reader: 'client', frame: { push, body: valueFor(PUSHES[push], random) } };
    }
    case 1:
      return { reader: 'client', frame: { id, ok: valueFor(COMMANDS[cmd].result, random) } };
    case 2:
      if (random() < 0.8) break;
      return { reader: 'client', frame: { id, error: valueFor(ErrorBody, random) } };
    default:
  }
  return { reader: 'relay', frame: { id, cmd, args: valueFor(COMMANDS[cmd].args, random) } };
}

/** The input of this number; the same for the same seed. */
export function fuzzInput(seed: number, index: number): FuzzInput {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const cmd = randomOf(random, COMMAND_NAMES);
  const kind = random();
  if (kind < 0.1) {
    const text = kind < 0.002 ? deepFrame(random) : randomText(random);
    return { source: 'random', reader: random() < 0.5 ? 'relay' : 'client', cmd, text };
  }
  const { reader, frame } = validFrame(random, cmd);
  if (kind < 0.35) return { source: 'valid', reader, cmd, text: JSON.stringify(frame) };
  const broken = random() < 0.6 ? mutateValue(frame, random) : frame;
  const text = JSON.stringify(broken);
  return { source: 'mutated', reader, cmd, text: broken === frame ? mutateText(text, random) : text };
}

/** A code of the one table, and an error of the one class. */
function assertKnown(error: unknown): void {
  if (!(error instanceof AppError)) throw new Error('something other than an AppError', { cause: error });
  if (!Object.hasOwn(ERROR_RETRY, error.code)) throw new Error(`unknown code ${error.code}`);
}

function assertStable(first: string, second: string): void {
  if (first !== second)
    throw new Error(`encoded and decoded again it is another value: ${second.slice(0, 500)}`);
}

/** Decodes the text as a request; what is accepted must survive another round. Throws when a promise of the codec is broken. */
function readAsRelay(text: string): FuzzVerdict {
  const decoded = decodeRequest(text);
  if (decoded.kind === 'broken') return 'broken';
  if (decoded.kind === 'refused') {
    assertKnown(decoded.error);
    return 'refused';
  }
  const encode = ({ id, cmd, args }: typeof decoded.request): string => encodeRequest(id, cmd, args as never);
  const again = decodeRequest(encode(decoded.request));
  if (again.kind !== 'request') throw new Error('what was accepted is refused when it is encoded again');
  assertStable(encode(decoded.request), encode(again.request));
  return 'accepted';
}

function readResult(cmd: CommandName, id: number, raw: unknown): FuzzVerdict {
  try {
    const text = encodeReply(id, cmd, decodeResult(cmd, raw) as never);
    const again = decodeFromRelay(text);
    if (again.kind !== 'reply') throw new Error('a reply that is none when it is encoded again');
    assertStable(text, encodeReply(id, cmd, decodeResult(cmd, again.result) as never));
    return 'accepted';
  } catch (error) {
    assertKnown(error);
    return 'refused';
  }
}

function readAsClient(text: string, cmd: CommandName): FuzzVerdict {
  const decoded = decodeFromRelay(text);
  switch (decoded.kind) {
    case 'broken':
      return 'broken';
    case 'ignored':
      return 'refused';
    case 'reply':
      return readResult(cmd, decoded.id, decoded.result);
    case 'failure': {
      assertKnown(decoded.error);
      const encoded = encodeFailure(decoded.id, decoded.error);
      const again = decodeFromRelay(encoded);
      if (again.kind !== 'failure') throw new Error('a failure that is none when it is encoded again');
      assertStable(encoded, encodeFailure(again.id, again.error));
      return 'accepted';
    }
    case 'push': {
      const { push, body } = decoded.push;
      const encoded = encodePush(push, body);
      const again = decodeFromRelay(encoded);
      if (again.kind !== 'push') throw new Error('a push that is none when it is encoded again');
      assertStable(encoded, encodePush(again.push.push, again.push.body));
      return 'accepted';
    }
  }
}

/** Reads the input as its reader would. Throws, with what is wrong, when the codec does not do what it promises. */
export function readFuzzInput({ reader, text, cmd }: FuzzInput): FuzzVerdict {
  const verdict = reader === 'relay' ? readAsRelay(text) : readAsClient(text, cmd);
  if ('polluted' in {}) throw new Error('the prototype of all objects was changed');
  return verdict;
}
