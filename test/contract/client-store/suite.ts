import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import type { OpenedStore } from '../../../src/main/store/open-store.ts';
import type { Store } from '../../../src/main/store/port.ts';
import { changesSuite } from './changes-suite.ts';
import { channelsSuite } from './channels-suite.ts';
import { created, type Fixture, head, type Open, temporaryFolder } from './fixture.ts';
import { groupsSuite } from './groups-suite.ts';
import { lifeSuite } from './life-suite.ts';
import { listSuite } from './list-suite.ts';
import { outboxSuite } from './outbox-suite.ts';
import { uploadsSuite } from './uploads-suite.ts';
import { peopleSuite } from './people-suite.ts';
import { readSuite } from './read-suite.ts';
import { rewindSuite } from './rewind-suite.ts';
import { searchSuite } from './search-suite.ts';
import { timelineSuite } from './timeline-suite.ts';

/** Everything the port promises, for one adapter. */
export function storeContract(name: string, openReal: Open): void {
  async function open(file: string): Promise<OpenedStore> {
    const store = await openReal(file);
    onTestFinished(() => store.close());
    return store;
  }
  async function empty(): Promise<OpenedStore> {
    return open(join(temporaryFolder(), 'store.db'));
  }
  async function team(): Promise<Store> {
    const store = await empty();
    await store.write.applyHeads([head()], 1);
    await store.write.applyPage(head().id, 1, 1, [created()]);
    return store;
  }
  const fixture: Fixture = { open, empty, team };
  describe(`client store ${name}`, () => {
    timelineSuite(fixture);
    changesSuite(fixture);
    groupsSuite(fixture);
    readSuite(fixture);
    outboxSuite(fixture);
    uploadsSuite(fixture);
    peopleSuite(fixture);
    searchSuite(fixture);
    channelsSuite(fixture);
    rewindSuite(fixture);
    listSuite(fixture);
    lifeSuite(fixture);
  });
}
