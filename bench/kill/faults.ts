import { livedInProfile, startDamaged, STORE_FAULTS } from '../../test/support/damaged-profile.ts';
import type { TestProcess } from '../../test/support/processes.ts';

/** How a client started with a file that something is wrong with. */
export interface FaultyStart {
  readonly name: string;
  /** What it said of the file. */
  readonly said: string;
  /** Whether that is the truth. */
  readonly truthful: boolean;
  /** From the start of the process, and from the moment that its page is up, to its knowing who is signed in. */
  readonly wholeMs: number;
  readonly pageMs: number;
}

/** Starts a client on each kind of damaged file, one after the other. */
export async function faultyStarts(folder: string): Promise<FaultyStart[]> {
  const profile = await livedInProfile(folder);
  const starts: FaultyStart[] = [];
  for (const fault of STORE_FAULTS) {
    const running: TestProcess[] = [];
    try {
      const { page, state, letGo, wholeMs, pageMs } = await startDamaged(profile, fault, (client) =>
        running.push(client),
      );
      const { recovery } = state.kind === 'ready' ? await page.ask('storage.get', {}) : { recovery: null };
      const said = state.kind === 'blocked' ? state.error : (recovery?.reason ?? state.kind);
      const { truth } = fault;
      const expected = truth.kind === 'blocked' ? truth.error : truth.recovery.reason;
      starts.push({ name: fault.name, said, truthful: said === expected, wholeMs, pageMs });
      letGo();
    } finally {
      await Promise.all(running.map((client) => client.end('SIGKILL')));
    }
  }
  return starts;
}
