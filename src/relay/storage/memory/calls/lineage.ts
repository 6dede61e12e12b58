import { covers, type LineageStorage } from '../../lineage.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about the data themselves. */
export function lineageCalls(tables: MemoryTables): CorePart<LineageStorage> {
  return {
    relayId: () => tables.relayId,
    lineage(followed) {
      const all = tables.generations;
      const at = all.findIndex(({ id }) => id === followed?.generation);
      const found = at < 0 ? undefined : { next: all[at + 1] };
      return {
        generation: all.at(-1)?.id ?? '',
        covers: !followed || covers(found, followed.position, tables.position),
      };
    },
    position: () => tables.position,
  };
}
