import type { AuditEntry } from '../../../shared/admin/audit.ts';
import type { StoredFigures } from '../../metrics/stored-figures.ts';
import { AUDIT_KEPT_MS, type NewAuditEntry } from '../administration.ts';

/** The audit log, and what administrators set, in plain objects. */
export class MemoryAudit {
  readonly policies = new Map<string, string>();
  readonly #entries: AuditEntry[] = [];
  #lines = 0;

  add({ actor, ...entry }: NewAuditEntry, who: AuditEntry['actor']): void {
    const { origin, operator, address } = actor;
    this.#entries.push({ id: ++this.#lines, ...entry, origin, operator, address, actor: who });
  }

  list(
    before: number = Number.MAX_SAFE_INTEGER,
    limit: number,
  ): { readonly entries: readonly AuditEntry[]; readonly more: boolean } {
    const older = this.#entries.filter(({ id }) => id < before).reverse();
    return { entries: older.slice(0, limit), more: older.length > limit };
  }

  lastBackup(): StoredFigures['lastBackup'] {
    const found = this.#entries.findLast(({ action }) => action === 'backup.created');
    const number = (key: string): number => Number(found?.detail?.[key] ?? 0);
    return found && { at: found.at, bytes: number('bytes'), seconds: number('seconds') };
  }

  expire(before: number, limit: number): number {
    const keptFrom = (this.#entries.at(-1)?.at ?? 0) - AUDIT_KEPT_MS;
    const staying = this.#entries.findIndex(({ at }) => at >= before || at > keptFrom);
    const old = staying === -1 ? this.#entries.length : staying;
    return this.#entries.splice(0, Math.min(old, limit)).length;
  }
}
