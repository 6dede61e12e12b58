import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { AppError } from '../../../shared/errors.ts';

/** What a parameter may be; an array is one parameter. */
export type Cell = string | number | boolean | null | readonly (string | number | null)[];

/** A statement with its parameters. Rejects as the connection's queries do. */
export interface Statement<P extends readonly Cell[], R> {
  get(...parameters: P): Promise<R | undefined>;
  all(...parameters: P): Promise<R[]>;
  run(...parameters: P): Promise<void>;
  /** Runs it, and gives how many rows it changed or found. */
  changes(...parameters: P): Promise<number>;
  /** The same, but a row is its only column. */
  pluck(): Statement<P, R>;
  /** The same, but a row is an array of its columns. */
  raw(): Statement<P, R>;
}

/** One connection. Statements have the words of those of the SQLite adapter, so that the two can be read side by side. */
export interface Session {
  /**
   * The server parses a statement when a connection runs it first, and plans it by its name from then on. Parameters are `?` in
   * the order in which they are given, so that statements can be put together from parts.
   */
  prepare<P extends readonly Cell[], R = never>(text: string): Statement<P, R>;
}

/** A connection that knows how many statements it has run that may have changed something. */
export interface CountingSession extends Session {
  changes(): number;
}

/** Statements that run on this connection, one after the other. */
export function sessionOn(client: ClientBase): Session {
  return { prepare: (text) => statement(client, numbered(text), 'object', () => undefined) };
}

/** The same, counted. */
export function countingSession(client: ClientBase): CountingSession {
  let changes = 0;
  const count = (): void => {
    changes++;
  };
  const ignore = (): void => undefined;
  return {
    prepare: (text) =>
      statement(client, numbered(text), 'object', /^\s*SELECT\b/.test(text) ? ignore : count),
    changes: () => changes,
  };
}

/** PostgreSQL has no character 0 in texts. */
function storable(cell: Cell): Cell {
  if (typeof cell === 'string' && cell.includes('\0')) {
    throw new AppError('bad_args', 'a text has a character that cannot be stored');
  }
  return cell;
}

type RowShape = 'object' | 'array' | 'column';

interface Named {
  readonly name: string;
  readonly text: string;
}

function statement<P extends readonly Cell[], R>(
  client: ClientBase,
  named: Named,
  shape: RowShape,
  begins: () => void,
): Statement<P, R> {
  const query = async (parameters: P): Promise<{ rows: R[]; count: number }> => {
    begins();
    const config = { ...named, values: parameters.map(storable) };
    // Each statement's text decides what its rows are; the type beside it says the same to the compiler.
    if (shape === 'object') {
      const { rows, rowCount } = await client.query(config);
      return { rows: rows as R[], count: rowCount ?? 0 };
    }
    const { rows, rowCount } = await client.query<unknown[]>({ ...config, rowMode: 'array' });
    const shaped = shape === 'column' ? rows.map(([first]) => first) : rows;
    return { rows: shaped as R[], count: rowCount ?? 0 };
  };
  return {
    get: async (...parameters) => (await query(parameters)).rows[0],
    all: async (...parameters) => (await query(parameters)).rows,
    async run(...parameters) {
      await query(parameters);
    },
    changes: async (...parameters) => (await query(parameters)).count,
    pluck: () => statement(client, named, 'column', begins),
    raw: () => statement(client, named, 'array', begins),
  };
}

const known = new Map<string, Named>();

/**
 * PostgreSQL's own form of a statement. Its name follows from its text: a pooler between several nodes of two versions must not
 * take one for another.
 */
function numbered(text: string): Named {
  const found = known.get(text);
  if (found) return found;
  let count = 0;
  const named = {
    name: `yidu_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
    text: text.replace(/\?/g, () => `$${++count}`),
  };
  known.set(text, named);
  return named;
}
