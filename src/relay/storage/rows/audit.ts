import * as z from 'zod';
import {
  AuditAction,
  AuditDetail,
  type AuditEntry,
  AuditOrigin,
  UNKNOWN_ACTION,
} from '../../../shared/admin/audit.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import type { StoredFigures } from '../../metrics/stored-figures.ts';

/** A line of the log with whoever it names. */
export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly origin: string;
  readonly actorId: UserId | null;
  readonly actorName: string | null;
  readonly operator: string | null;
  readonly address: string | null;
  readonly action: string;
  readonly subject: string | null;
  readonly label: string | null;
  /** JSON. */
  readonly detail: string | null;
}

const Detail = z.string().transform((text) => AuditDetail.parse(JSON.parse(text)));

/**
 * What a node of a later version has done is `unknown`, so that the lines before and after it can be read. Throws a ZodError where the
 * row is of a later version in any other way.
 */
export function toEntry({ actorId, actorName, origin, action, detail, ...row }: AuditRow): AuditEntry {
  const known = AuditAction.safeParse(action).data;
  const said = detail === null ? null : Detail.parse(detail);
  return {
    ...row,
    origin: AuditOrigin.parse(origin),
    actor: actorId === null || actorName === null ? null : { id: actorId, name: actorName },
    action: known ?? UNKNOWN_ACTION,
    detail: known ? said : { ...said, value: action },
  };
}

const BackupDetail = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.object({ bytes: z.number(), seconds: z.number().default(0) }));

/** What the newest line about a backup says; `undefined`: there is none, or it does not say enough. */
export function toBackup(row: Pick<AuditRow, 'at' | 'detail'> | undefined): StoredFigures['lastBackup'] {
  const detail = BackupDetail.safeParse(row?.detail).data;
  return row && detail && { at: row.at, ...detail };
}
