import type { BackupSummary } from '../../shared/admin/admin-views.ts';
import { AppError } from '../../shared/errors.ts';
import type { BackupKeeper } from '../backup/backup-keeper.ts';
import type { AdminActor } from '../storage/administration.ts';
import type { AdminContext, Operation } from './context.ts';

export const listBackups: Operation<'backups.list'> = async (context) => {
  const keeper = keeperOf(context);
  const { folder, running } = keeper;
  const filesElsewhere = await keeper.filesElsewhere();
  const backups = await keeper.list();
  return { folder, running, backups, ...(filesElsewhere !== undefined && { filesElsewhere }) };
};

export const createBackup: Operation<'backups.create'> = (context, actor) =>
  logged(context, actor, () => keeperOf(context).create());

export const createBackupAt: Operation<'backups.createAt'> = (context, actor, { folder }) =>
  logged(context, actor, () => keeperOf(context).createAt(folder));

export const verifyBackup: Operation<'backups.verify'> = (context, _actor, { name }) =>
  keeperOf(context).verify(name);

async function logged(
  { relay }: AdminContext,
  actor: AdminActor,
  make: () => Promise<BackupSummary>,
): Promise<BackupSummary> {
  const { storage, clock } = relay;
  try {
    const start = clock.monotonic();
    const { name, files, bytes, ...rest } = await make();
    const at = clock.now();
    const detail = { files, bytes, seconds: Math.round(clock.monotonic() - start) / 1_000 };
    await storage.recordAudit({ at, actor, action: 'backup.created', subject: null, label: name, detail });
    return { name, files, bytes, ...rest };
  } catch (error) {
    relay.counters.backupsFailed++;
    const { code } = AppError.from(error);
    const line = { actor, action: 'backup.failed', subject: null, label: null, detail: { code } } as const;
    await storage.recordAudit({ at: clock.now(), ...line });
    throw error;
  }
}

function keeperOf({ backups }: AdminContext): BackupKeeper {
  if (!backups) throw new AppError('not_found', 'this relay has no data that could be copied');
  return backups;
}
