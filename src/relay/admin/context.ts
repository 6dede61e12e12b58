import type { OperationArgs, OperationName, OperationResult } from '../../shared/admin/operations.ts';
import type { BackupKeeper } from '../backup/backup-keeper.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { MetricHistory } from '../metrics/metric-history.ts';
import type { AdminActor } from '../storage/administration.ts';
import type { NodeIdentity, NodeRegister } from '../storage/node-register.ts';
import type { RelayAddress } from './relay-address.ts';
import type { PolicyBook } from './policy-book.ts';

/** What administrators do to the callbacks of a running relay. */
export interface CallbackControl {
  /** Why the relay will never call this URL, where that can be seen without looking its name up. */
  refusal(url: string): string | undefined;
  /** Reads anew what there is to be called. */
  reload(): void;
}

/** Everything an operation may use. */
export interface AdminContext {
  readonly relay: HandlerContext;
  readonly policies: PolicyBook;
  /** Absent where the data lies nowhere that can be copied. */
  readonly backups: BackupKeeper | undefined;
  /** Absent where nothing is sent: the relay is stopped. */
  readonly callbacks: CallbackControl | undefined;
  /** `undefined` where nobody samples. */
  readonly history: () => MetricHistory | undefined;
  /** `undefined` where it is not known: the relay is stopped. */
  readonly address: () => RelayAddress | undefined;
  /** `undefined`: the relay is stopped. */
  readonly identity: NodeIdentity | undefined;
  /** `undefined`: the data are one node's. */
  readonly register: NodeRegister | undefined;
  /** Open ones, here. */
  readonly connections: () => number;
  readonly startedAt: number;
}

/** An operation of an administrator. Throws `AppError` to refuse; nothing has changed then. */
export type Operation<N extends OperationName> = (
  context: AdminContext,
  actor: AdminActor,
  args: OperationArgs<N>,
) => Promise<OperationResult<N>>;
