import type { Clock, MakeId, Random } from '../../shared/clock.ts';
import type {
  CommandArgs,
  CommandName,
  CommandNameWith,
  CommandResult,
} from '../../shared/protocol/commands.ts';
import type { Registration } from '../../shared/protocol/commands/session.ts';
import type { Logger } from '../../shared/logger.ts';
import type { DeviceId } from '../../shared/model/ids.ts';
import type { RelayCounters } from '../metrics/relay-counters.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { MakeToken } from './auth/token.ts';
import type { Lockout } from './auth/lockout.ts';
import type { PasswordHasher } from './auth/password-hasher.ts';
import type { ReceiptSettings } from '../domain/receipt-policy.ts';
import type { ChannelBoardLoader } from './channel-board-loader.ts';
import type { ConversationCache } from './conversation-cache.ts';
import type { DeliveredCursors } from './delivered-cursors.ts';
import type { DeviceActivity } from './device-activity.ts';
import type { InFlight } from './in-flight.ts';
import type { Caller, Publisher } from './publisher.ts';
import type { PacketNotices } from './packet-notices.ts';
import type { PacketTurns } from './packet-turns.ts';
import type { Peers } from './peers.ts';
import type { PersonNotices } from './person-notices.ts';
import type { PresenceBoard } from './presence-board.ts';
import type { ReceiptNotices } from './receipt-notices.ts';
import type { ReminderLimit } from './reminder-limit.ts';
import type { TypingBoard } from './typing-board.ts';

/** What a relay says about itself and lets people do; what may change while it runs is read anew each time. */
export interface RelayProfile {
  readonly name: string;
  readonly registration: Registration;
  /** Whoever comes first administers the relay: it is the host's own. */
  readonly firstAdministers?: boolean;
  /** Absent: it keeps no files. */
  readonly files?: { readonly maxBytes: number };
}

/** Everything a handler may use. Handlers keep nothing of their own. */
export interface HandlerContext {
  readonly profile: RelayProfile;
  readonly storage: RelayStorage;
  readonly conversations: ConversationCache;
  readonly publisher: Publisher;
  /** Absent: the relay is one node. */
  readonly peers?: Peers | undefined;
  readonly receipts: ReceiptNotices;
  readonly packetNotices: PacketNotices;
  readonly packetTurns: PacketTurns;
  readonly personNotices: PersonNotices;
  /** How long a sender may edit and recall; 0 = never (MSG-2). */
  readonly editWindowMs: number;
  readonly receiptSettings: ReceiptSettings;
  readonly reminders: ReminderLimit;
  readonly presence: PresenceBoard;
  readonly typing: TypingBoard;
  readonly channelBoard: ChannelBoardLoader;
  readonly delivered: DeliveredCursors;
  /** Writes from the call of the storage until everybody concerned has been told. */
  readonly writes: InFlight;
  readonly counters: RelayCounters;
  readonly passwords: PasswordHasher;
  readonly lockout: Lockout;
  readonly activity: DeviceActivity;
  /** The device whose request is handled: what it writes is refused once it is signed out (SES-12). */
  readonly device?: DeviceId;
  /** Where the request comes from, for the audit log. */
  readonly remote?: string;
  /** Something was committed that callbacks may have to tell. */
  readonly wakeCallbacks: () => void;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly makeToken: MakeToken;
  /** In [0, 1), and nobody can foresee it. */
  readonly chance: Random;
  readonly logger: Logger;
}

/** A command of a signed-in caller. Throws `AppError` to refuse; nothing has changed then. */
export type Handler<N extends CommandName> = (
  context: HandlerContext,
  caller: Caller,
  args: CommandArgs<N>,
) => Promise<CommandResult<N>>;

/** Commands that sign a connection in. */
export type EntryCommand = Exclude<CommandNameWith<'hello'>, 'session.hello'>;

/** A command that signs in: the connection's caller is made of the user and device in its result. */
export type EntryHandler<N extends EntryCommand> = (
  context: HandlerContext,
  args: CommandArgs<N>,
) => Promise<CommandResult<N>>;
