import * as z from 'zod';
import { Tally } from '../../test/sim/counts.ts';
import { SCENARIO_NAMES } from '../../test/sim/crash-scenarios.ts';

/** Work for one worker process: seeds of the simulation, or deaths in a scenario. */
export const SimJob = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seeds'), first: z.int().min(1), count: z.int().min(1) }),
  z.object({
    kind: z.literal('crashes'),
    scenario: z.enum(SCENARIO_NAMES),
    fuses: z.array(z.object({ steps: z.int().min(0), when: z.enum(['before', 'after']) })),
  }),
]);
export type SimJob = z.infer<typeof SimJob>;

/** What came of a job. */
export const SimReport = z.object({
  runs: z.int().min(0),
  tally: Tally,
  failures: z.array(z.object({ what: z.string(), repeat: z.string(), error: z.string() })),
});
export type SimReport = z.infer<typeof SimReport>;
