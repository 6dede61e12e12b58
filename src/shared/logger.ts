/** Values that may be logged: ids, counts, codes. Never message text, tokens, passwords or names of people. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logs; pino fits as it is. An `err` field carries the error itself. Never throws. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

const nothing = (): undefined => undefined;

/** For tests and for embedders that keep no logs. */
export const SILENT_LOGGER: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
