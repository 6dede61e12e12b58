import type { MessagePort } from 'node:worker_threads';
import type { ErrorBody } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { RpcPort } from '../../shared/rpc/rpc.ts';
import type { StoreKey } from './cipher.ts';

/** What a store worker is started with. It opens the file at the first message on its own channel; calls come over `port`. */
export type StoreWorkerData =
  | {
      readonly role: 'writer';
      readonly file: string;
      readonly me: UserId;
      readonly key: StoreKey;
      /** ms since 1970; names a quarantined file. */
      readonly now: number;
      readonly suspected: boolean;
      readonly port: MessagePort;
    }
  | { readonly role: 'reader'; readonly file: string; readonly key: StoreKey; readonly port: MessagePort }
  /** Reads the store as it is now, whatever is written meanwhile. */
  | { readonly role: 'snapshot'; readonly file: string; readonly key: StoreKey; readonly port: MessagePort }
  /** Checks the file, answers how it is, and ends. */
  | { readonly role: 'checker'; readonly file: string; readonly key: StoreKey };

/** The one answer on that channel: how opening went. */
export type StoreWorkerReady =
  | { readonly kind: 'ready'; readonly quarantined: string | null; readonly unchecked: boolean }
  | { readonly kind: 'failed'; readonly error: ErrorBody };

/** How a worker is told to finish; served beside its half of the store. */
export interface WorkerEnd {
  /** Closes the file; the worker then exits by itself. */
  close(): void;
}

/** A message port as calls need it. */
export function toRpcPort(port: MessagePort): RpcPort {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  };
}
