import type { Archive } from '../archive/create-archive.ts';
import type { Media } from '../media/create-media.ts';
import type { ConversationRow, MessageItem } from '../../shared/ipc/views.ts';
import type { Person } from '../../shared/model/person.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { PictureId, PictureOwner } from '../../shared/model/profile-picture.ts';
import type { ReadyPicture } from './pictures.ts';
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
  | `desktop.${string}`
  | `place.${string}`
  | `view.${string}`
  | `window.${string}`
  | `network.${string}`
  | `updates.${string}`
  | 'account.get'
  | 'account.host'
  | 'account.changeHosting'
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
  | 'archive.export'
  | 'archive.import'
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
  'archive.changed',
  'relay.changed',
  'presence.changed',
  'typing.started',
  'packet.changed',
  'points.changed',
] as const satisfies readonly EventName[];
export type EngineEventName = (typeof ENGINE_EVENTS)[number];

/** For telling somebody of it who is not looking. */
export interface UnreadMessages {
  readonly row: ConversationRow;
  /** Others' messages that I have not read, of the newest 30 items, ascending; recalled ones are left out. */
  readonly messages: readonly (MessageItem & { readonly seq: number })[];
  /** What somebody asks me to read of these (RCP-15), ascending by the seq of the asking. */
  readonly reminders: readonly { readonly seq: number; readonly by: UserId; readonly of: number }[];
  /** Whoever sent or asked, as far as they are known. */
  readonly people: readonly Person[];
}

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
  /** What is unread in a conversation, as far as it is on the disk. Looking counts as reading nothing (X1). */
  unread(conversation: ConversationId): Promise<UnreadMessages | undefined>;
  /** Over all conversations, as far as it is on the disk. */
  totalUnread(): Promise<number>;
  /** The newest seq of each conversation that the disk knows, all at one moment. */
  headSeqs(): Promise<ReadonlyMap<ConversationId, number>>;
  /** A picture that a person or group has, for the page's own address of it. As `Pictures.get`. */
  picture(of: PictureOwner, picture: PictureId): Promise<ReadyPicture>;
  /** The account's files, for what needs the desktop: choosing, showing, saving. Absent where an engine was made without. */
  readonly media: Media | undefined;
  /** Exports and imports, for what needs the desktop: choosing folders. Absent likewise. */
  readonly archive: Archive | undefined;
  /** Connects and keeps connecting until `stop`. Calling it twice is harmless. */
  start(): void;
  /** Gives the account up at the relay (SES-14). Rejects with its refusal, or `offline`. */
  deactivate(password: string): Promise<void>;
  /** The machine woke up or the network changed: tries at once instead of waiting for the backoff. */
  nudge(): void;
  /** Aborted as soon as `stop` is called: whoever shows something of this engine takes it away. */
  readonly stopping: AbortSignal;
  /** The way to the relay is another now: leaves the link there is and dials anew at once. */
  redial(): void;
  /** Flushes what is batched, closes the session and the store. Idempotent; resolves within 5 s. */
  stop(): Promise<void>;
}
