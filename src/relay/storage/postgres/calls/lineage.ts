import { covers, type LineageStorage } from '../../lineage.ts';
import type { Queries } from '../queries/all.ts';

/** The port's calls about the data themselves. */
export function lineageCalls({ generations, meta }: Queries): LineageStorage {
  return {
    relayId: () => meta.relayId(),
    lineage: async (followed) => ({
      generation: await generations.current(),
      covers:
        !followed ||
        covers(await generations.find(followed.generation), followed.position, await meta.position()),
    }),
    position: () => meta.position(),
  };
}
