import { join } from 'node:path';
import { openStore } from '../../../src/main/store/open-store.ts';
import { ME, realClock } from './fixture.ts';
import { storeContract } from './suite.ts';

const workerPath = join(import.meta.dirname, '../../../src/main/store/worker.ts');

storeContract('in worker threads', (file) => openStore({ file, me: ME, clock: realClock, workerPath }));
