import type { Clock, MakeId } from '../../shared/clock.ts';
import type {
  CommandArgs,
  CommandName,
  CommandNameWith,
  CommandResult,
} from '../../shared/protocol/commands.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { MakeToken } from './auth/device-token.ts';
import type { Lockout } from './auth/lockout.ts';
import type { PasswordHasher } from './auth/password-hasher.ts';
import type { ConversationCache } from './conversation-cache.ts';
import type { DeliveredCursors } from './delivered-cursors.ts';
import type { InFlight } from './in-flight.ts';
import type { Caller, Publisher } from './publisher.ts';
import type { ReceiptNotices } from './receipt-notices.ts';

/** What a relay says about itself and lets people do. */
export interface RelayProfile {
  readonly name: string;
  readonly registration: 'open' | 'closed';
}

/** Everything a handler may use. Handlers keep nothing of their own. */
export interface HandlerContext {
  readonly profile: RelayProfile;
  readonly storage: RelayStorage;
  readonly conversations: ConversationCache;
  readonly publisher: Publisher;
  readonly receipts: ReceiptNotices;
  readonly delivered: DeliveredCursors;
  /** Writes from the call of the storage until everybody concerned has been told. */
  readonly writes: InFlight;
  readonly passwords: PasswordHasher;
  readonly lockout: Lockout;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly makeToken: MakeToken;
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
