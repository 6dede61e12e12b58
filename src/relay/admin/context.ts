import type { OperationArgs, OperationName, OperationResult } from '../../shared/admin/operations.ts';
import type { BackupKeeper } from '../backup/backup-keeper.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { MetricHistory } from '../metrics/metric-history.ts';
import type { AdminActor } from '../storage/administration.ts';
import type { PolicyBook } from './policy-book.ts';

/** Everything an operation may use. */
export interface AdminContext {
  readonly relay: HandlerContext;
  readonly policies: PolicyBook;
  /** Absent where the data lies nowhere that can be copied. */
  readonly backups: BackupKeeper | undefined;
  /** `undefined` where nobody samples. */
  readonly history: () => MetricHistory | undefined;
  readonly startedAt: number;
}

/** An operation of an administrator. Throws `AppError` to refuse; nothing has changed then. */
export type Operation<N extends OperationName> = (
  context: AdminContext,
  actor: AdminActor,
  args: OperationArgs<N>,
) => Promise<OperationResult<N>>;
