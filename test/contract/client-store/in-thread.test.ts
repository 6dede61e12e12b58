import { openStoreInThread } from '../../../src/main/store/open-store.ts';
import { ME, realClock } from './fixture.ts';
import { storeContract } from './suite.ts';

storeContract('in the caller’s thread', (file) =>
  Promise.resolve(openStoreInThread({ file, me: ME, clock: realClock })),
);
