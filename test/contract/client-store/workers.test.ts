import { openStore } from '../../../src/main/store/open-store.ts';
import { workerScript } from '../../support/worker-scripts.ts';
import { ME, realClock } from './fixture.ts';
import { storeContract } from './suite.ts';

const workerPath = workerScript('client-store');

storeContract('in worker threads', (file) => openStore({ file, me: ME, clock: realClock, workerPath }));
