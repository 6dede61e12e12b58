import type { Media } from '../media/create-media.ts';
import type {
  EventBody,
  EventName,
  RequestArgs,
  RequestName,
  RequestOutput,
} from '../../shared/ipc/contract.ts';

/** The requests that concern one signed-in account; the rest (app, settings, account) belong to the shell. */
export type EngineRequestName = Exclude<
  RequestName,
  | `app.${string}`
  | `settings.${string}`
  | `network.${string}`
  | 'account.get'
  | 'account.host'
  | 'account.register'
  | 'account.signIn'
  | 'account.signOut'
  | 'account.list'
  | 'account.switch'
  | `lock.${string}`
  | 'account.deactivate'
  | 'account.certificate'
  | 'account.trust'
  | 'account.reopen'
  | 'attachment.pick'
  | 'attachment.paste'
  | 'file.save'
  | 'file.open'
>;

/** The events an engine emits. */
export const ENGINE_EVENTS = [
  'store.changed',
  'session.changed',
  'channels.changed',
  'history.changed',
  'storage.changed',
  'lost.changed',
  'relay.changed',
  'presence.changed',
  'typing.started',
] as const satisfies readonly EventName[];
export type EngineEventName = (typeof ENGINE_EVENTS)[number];

export type EngineHandlers = {
  readonly [N in EngineRequestName]: (args: RequestArgs<N>) => Promise<RequestOutput<N>>;
};

/**
 * The client of one account without any UI: one session to the relay, one store on disk.
 * Handlers throw `AppError`. Everything written is on disk before its promise resolves.
 */
export interface Engine {
  readonly handle: EngineHandlers;
  on<N extends EngineEventName>(name: N, listener: (body: EventBody<N>) => void): () => void;
  /** The account's files, for what needs the desktop: choosing, showing, saving. Absent where an engine was made without. */
  readonly media: Media | undefined;
  /** Connects and keeps connecting until `stop`. Calling it twice is harmless. */
  start(): void;
  /** Gives the account up at the relay (SES-14). Rejects with its refusal, or `offline`. */
  deactivate(password: string): Promise<void>;
  /** The machine woke up or the network changed: tries at once instead of waiting for the backoff. */
  nudge(): void;
  /** The way to the relay is another now: leaves the link there is and dials anew at once. */
  redial(): void;
  /** Flushes what is batched, closes the session and the store. Idempotent; resolves within 5 s. */
  stop(): Promise<void>;
}
