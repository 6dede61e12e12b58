import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { AccountName } from '../../../shared/model/person.ts';
import { ConfigError } from '../config-error.ts';
import type { AskRelay } from './ask.ts';

/** Options besides `--data` and `--json`, as they were given. */
export interface CommandOptions {
  /** Address of a PostgreSQL database. */
  readonly database: string | undefined;
  readonly displayName: string | undefined;
  readonly passwordFile: string | undefined;
  readonly uses: string | undefined;
  readonly days: string | undefined;
  readonly before: string | undefined;
  readonly limit: string | undefined;
  readonly label: string | undefined;
  readonly secretFile: string | undefined;
  readonly kinds: string | undefined;
  readonly reason: string | undefined;
  /** A client id, of a command that is repeated. */
  readonly id: string | undefined;
  readonly qr: boolean;
}

/** The relay works, and said no: nothing was done. */
export const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'bad_args',
  'forbidden',
  'name_taken',
  'not_found',
  'too_few_points',
  'too_many',
  'busy',
]);

/** What a command answers: the same thing for programs and for people. */
export interface Printed {
  readonly value: unknown;
  readonly text: string;
}

/** A command, with the words that follow its name. */
export type Command = (
  relay: AskRelay,
  words: readonly string[],
  options: CommandOptions,
) => Promise<Printed>;

/** An answer. */
export const done = (text: string, value: unknown = {}): Printed => ({ value, text });

/** The account that a word names. */
export async function personOf(
  relay: AskRelay,
  given: string | undefined,
): Promise<{ readonly user: UserId; readonly name: string }> {
  const name = parse(AccountName, 'NAME', given?.toLowerCase());
  const { id: user } = await relay.ask('people.get', { name });
  return { user, name };
}

/** The first line's worth of a file that an option names. Throws `ConfigError`. */
export function fileOf(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError(`${option}: ${path} cannot be read`, { cause: error });
  }
}

/** `--limit`. */
export function limitOf({ limit = '100' }: CommandOptions): number {
  return parse(z.coerce.number().int().min(1).max(100), '--limit', limit);
}

/** A page of a list. */
export function listed(text: string, more: boolean): string {
  return more ? `${text}\n(there are more)` : text;
}

/** A word as the schema has it. Throws `ConfigError`, which names it. */
export function parse<T>(schema: z.ZodType<T>, what: string, given: unknown): T {
  if (given === undefined) throw new ConfigError(`${what}: missing`);
  const value = schema.safeParse(given);
  if (!value.success) throw new ConfigError(`${what}: ${value.error.issues[0]?.message ?? 'invalid'}`);
  return value.data;
}
