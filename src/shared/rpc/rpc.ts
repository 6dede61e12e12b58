import { AppError, type ErrorBody } from '../errors.ts';

/** The part of a message port that calls need; worker threads, MessagePorts and fakes all have it. */
export interface RpcPort {
  postMessage(message: unknown): void;
  /** At most one listener. */
  onMessage(listener: (message: unknown) => void): void;
}

/** An API that can be served over a port: methods of cloneable arguments and results. */
export type RpcApi<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => R : never;
};

/** The same API seen from the other side of the port. */
export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorBody; readonly stack: string | undefined };

// Both ends are this file in one process, so the messages are trusted and not validated again.

/** Answers every call that comes in, in the order of arrival. Errors travel as codes; their stacks go to `onError`. */
export function serveRpc<T extends object>(port: RpcPort, api: RpcApi<T>): void {
  port.onMessage((message) => {
    const calls = message as readonly Call[];
    const answers: Answer[] = [];
    const pending: Promise<void>[] = [];
    for (const { id, method, args } of calls) {
      try {
        const run = (api as Record<string, (...args: readonly unknown[]) => unknown>)[method];
        if (!run) throw new Error(`no method ${method}`);
        const value = run.apply(api, [...args]);
        if (value instanceof Promise) {
          pending.push(
            value.then(
              (result: unknown) => port.postMessage([{ id, value: result }]),
              (error: unknown) => port.postMessage([failure(id, error)]),
            ),
          );
        } else answers.push({ id, value });
      } catch (error) {
        answers.push(failure(id, error));
      }
    }
    if (answers.length > 0) port.postMessage(answers);
  });
}

function failure(id: number, error: unknown): Answer {
  const known = AppError.from(error);
  const origin = known.cause ?? error;
  return { id, error: known.toBody(), stack: origin instanceof Error ? origin.stack : String(origin) };
}

export interface RpcClient<T> {
  readonly remote: Remote<T>;
  /** Rejects every open call with `error`, and every later one. */
  close(error: AppError): void;
  /** Calls sent and not yet answered. */
  pending(): number;
}

/**
 * Calls an API served by `serveRpc`. Calls made in one turn of the event loop travel as one message, so that the other
 * side can treat them as one batch.
 */
export function createRpcClient<T extends object>(port: RpcPort): RpcClient<T> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let outgoing: Call[] = [];
  let nextId = 1;
  let closed: AppError | undefined;

  port.onMessage((message) => {
    for (const answer of message as readonly Answer[]) {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (!call) continue;
      if ('error' in answer) {
        const error = AppError.fromBody(answer.error);
        if (answer.stack) error.stack = answer.stack;
        call.reject(error);
      } else call.resolve(answer.value);
    }
  });

  function flush(): void {
    const calls = outgoing;
    outgoing = [];
    if (calls.length > 0) port.postMessage(calls);
  }

  const remote = new Proxy({} as Remote<T>, {
    get(_target, method) {
      // A remote is not a promise: `await remote` must not call a method named "then".
      if (typeof method !== 'string' || method === 'then') return undefined;
      return (...args: readonly unknown[]) =>
        new Promise((resolve, reject) => {
          if (closed) {
            reject(closed);
            return;
          }
          const id = nextId++;
          waiting.set(id, { resolve, reject });
          if (outgoing.push({ id, method, args }) === 1) void Promise.resolve().then(flush);
        });
    },
  });

  return {
    remote,
    pending: () => waiting.size,
    close(error) {
      closed = error;
      outgoing = [];
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
    },
  };
}
