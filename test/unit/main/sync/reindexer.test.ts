import { expect, it } from 'vitest';
import { createReindexer } from '../../../../src/main/sync/reindexer.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { settle } from './engine-fixture.ts';

/** A store whose index lacks so many steps, and a reindexer of it. */
function start(steps: number) {
  const clock = new ManualClock();
  const calls: string[] = [];
  let left = steps;
  let release = (): void => undefined;
  let held: Promise<void> = Promise.resolve();
  const reindexer = createReindexer({
    write: {
      async indexMore() {
        calls.push('index');
        await held;
        left -= 1;
        return left > 0;
      },
      async tidyIndex() {
        calls.push('tidy');
        await held;
        return false;
      },
      restartIndex() {
        calls.push('restart');
        left = steps;
        return Promise.resolve();
      },
    },
    clock,
    logger: SILENT_LOGGER,
    onProgress: () => undefined,
  });
  async function pass(): Promise<void> {
    for (let n = 0; n < 10; n++) {
      await settle();
      clock.advance(5);
    }
    await settle();
  }
  return {
    reindexer,
    calls,
    pass,
    hold: () => void (held = new Promise((resolve) => (release = resolve))),
    letGo: () => release(),
  };
}

it('fills an index that is begun anew, then tidies it up', async () => {
  const { reindexer, calls, pass } = start(2);
  reindexer.start();
  await pass();
  expect(calls).toEqual(['index', 'index', 'tidy']);
  await reindexer.restart();
  await pass();
  expect(calls.slice(3)).toEqual(['restart', 'index', 'index', 'tidy']);
  reindexer.stop();
});

it('begins anew in the midst of a step, and does nothing twice at a time', async () => {
  const { reindexer, calls, pass, hold, letGo } = start(2);
  reindexer.start();
  await pass();
  await reindexer.restart();
  await pass();
  calls.length = 0;
  hold();
  await reindexer.restart();
  await pass();
  await reindexer.restart();
  await pass();
  expect(calls).toEqual(['restart', 'index', 'restart']);
  letGo();
  await pass();
  expect(calls.slice(3)).toEqual(['index', 'tidy']);
  reindexer.stop();
});
