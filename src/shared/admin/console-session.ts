import * as z from 'zod';
import { Person } from '../model/person.ts';

/** Where the console's page finds its operations: `POST` to this and the operation's name, with its arguments as JSON. */
export const CONSOLE_PATH = '/console';
export const CONSOLE_API = `${CONSOLE_PATH}/api/`;

/** Header that carries `csrf` of the session with every request. */
export const CSRF_HEADER = 'x-yidu-csrf';

/** What the page asks before it can ask for operations. */
export const ConsoleSignIn = z.object({
  // Not `Password`: a wrong one must be told from a malformed one by nobody.
  name: z.string().max(64),
  password: z.string().max(1_024),
});
export type ConsoleSignIn = z.infer<typeof ConsoleSignIn>;

/** Who is signed in. */
export const ConsoleIdentity = z.object({
  person: Person,
  csrf: z.string().min(20).max(200),
  /** Name of the relay. */
  relay: z.string(),
});
export type ConsoleIdentity = z.infer<typeof ConsoleIdentity>;
