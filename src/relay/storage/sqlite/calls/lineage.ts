import { covers, type LineageStorage } from '../../lineage.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';

/** The port's calls about the data themselves. */
export function lineageCalls({ generations, meta }: Queries): CorePart<LineageStorage> {
  return {
    relayId: () => meta.relayId(),
    lineage: (followed) => ({
      generation: generations.current(),
      covers: !followed || covers(generations.find(followed.generation), followed.position, meta.position()),
    }),
    position: () => meta.position(),
  };
}
