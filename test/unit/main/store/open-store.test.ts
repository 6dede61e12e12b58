import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../../src/main/store/open-store.ts';
import { ME, realClock, temporaryFolder } from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';

describe('the store’s workers', () => {
  it('a script that is not there is an error of opening', async () => {
    const file = join(temporaryFolder(), 'store.db');
    await expectCode(
      openStore({ file, me: ME, clock: realClock, workerPath: `${file}.missing.ts` }),
      'store_failed',
    );
  });

  it('a worker that dies fails its calls instead of leaving them open', async () => {
    const folder = temporaryFolder();
    // Opens as the real one does and dies at the first call.
    const dying = join(folder, 'dying.mjs');
    writeFileSync(
      dying,
      `import { parentPort, workerData } from 'node:worker_threads';
       workerData.port.on('message', () => process.exit(3));
       parentPort.once('message', () => parentPort.postMessage({ kind: 'ready', quarantined: null }));`,
    );
    const store = await openStore({
      file: join(folder, 'store.db'),
      me: ME,
      clock: realClock,
      workerPath: dying,
    });
    const over: string[] = [];
    store.onFault(({ code }, isOver) => {
      if (isOver) over.push(code);
    });
    await expectCode(store.read.position(), 'store_failed');
    await expectCode(store.read.position(), 'store_failed');
    // Whoever uses it hears, once, that no call will ever be answered.
    expect(over).toEqual(['store_failed']);
    await expect(store.close()).resolves.toBeUndefined();
  });

  it('a worker that hangs does not hold up closing for longer than 5 s', async () => {
    const folder = temporaryFolder();
    const hanging = join(folder, 'hanging.mjs');
    writeFileSync(
      hanging,
      `import { parentPort, workerData } from 'node:worker_threads';
       workerData.port.on('message', () => {});
       parentPort.once('message', () => parentPort.postMessage({ kind: 'ready', quarantined: null }));`,
    );
    let due: (() => void) | undefined;
    const clock = {
      ...realClock,
      schedule(ms: number, task: () => void) {
        expect(ms).toBe(5_000);
        due = task;
        return () => undefined;
      },
    };
    const store = await openStore({ file: join(folder, 'store.db'), me: ME, clock, workerPath: hanging });
    const open = store.read.position();
    const closing = store.close();
    due?.();
    await expectCode(open, 'cancelled');
    await closing;
    await expectCode(store.read.position(), 'cancelled');
  });
});
