import { expect, describe, it } from 'vitest';
import { crashAt, SCENARIO_NAMES } from './crash-scenarios.ts';
import { STEP_KINDS } from './life.ts';

/** Of each scenario so many deaths, spread evenly; `npm run bench -- crash` dies at every step of each. */
const DEATHS = 12;

describe('a client that dies at a step of sending and receiving', () => {
  it.each(SCENARIO_NAMES)(
    '[C2] [SEQ-2] has lost nothing it promised and doubled nothing: %s',
    async (name) => {
      const { blown, steps } = await crashAt(name);
      expect(blown).toBe(false);
      for (const kind of STEP_KINDS) expect(steps[kind], `${kind} steps`).toBeGreaterThan(1);
      const all = steps.store + steps.sent + steps.received;
      for (let death = 0; death < DEATHS; death++) {
        const when = death % 2 === 0 ? 'before' : 'after';
        const fuse = { steps: Math.floor((death * all) / DEATHS), when } as const;
        const outcome = await crashAt(name, fuse);
        expect(outcome.blown, `${when} step ${fuse.steps}`).toBe(true);
      }
    },
    120_000,
  );
});
