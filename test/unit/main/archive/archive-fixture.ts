import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ArchiveSource, createArchiveSource } from '../../../../src/main/archive/archive-source.ts';
import { exportArchive, type ExportChoice } from '../../../../src/main/archive/export-archive.ts';
import { importArchive, type Imported } from '../../../../src/main/archive/import-archive.ts';
import type { ContentKeeper } from '../../../../src/main/archive/imported-files.ts';
import type { StoreSnapshot } from '../../../../src/main/store/archive-port.ts';
import { openSnapshotInThread } from '../../../../src/main/store/open-snapshot.ts';
import { type OpenedStore, openStoreInThread } from '../../../../src/main/store/open-store.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import type { FileId, UserId } from '../../../../src/shared/model/ids.ts';
import {
  ANNA,
  applyPush,
  BO,
  clientId,
  conversationId,
  created,
  head,
  ME,
  message,
  messages,
  realClock,
  TEAM,
  temporaryFolder,
} from '../../../contract/client-store/fixture.ts';

export const PEOPLE = [
  { id: ME, name: 'me', displayName: 'Me' },
  { id: ANNA, name: 'anna', displayName: 'Anna 安娜' },
  { id: BO, name: 'bo', displayName: '<b>Bo</b>' },
];

export const DIRECT = conversationId(2);
// The brand is given here as a schema would: the text is a UUIDv7.
export const FILE = '0198000f-0000-7000-8000-000000000001' as FileId;

/** A store on disk and the archives that are made of it. */
export interface Place {
  readonly store: OpenedStore;
  readonly file: string;
  readonly folder: string;
  /** `through`: the store is read by way of it. */
  exportTo(
    name: string,
    choice?: Partial<ExportChoice>,
    signal?: AbortSignal,
    through?: (snapshot: StoreSnapshot) => StoreSnapshot,
  ): Promise<string>;
  /** `into`: the same store, perhaps with another behaviour. `open`: who reads the archive. */
  importFrom(
    folder: string,
    options?: {
      readonly signal?: AbortSignal;
      readonly into?: OpenedStore;
      readonly open?: (folder: string) => ArchiveSource;
    },
  ): Promise<Imported>;
}

export function openPlace(
  options: {
    readonly me?: UserId;
    readonly findFile?: (file: FileId) => string | undefined;
    readonly contents?: ContentKeeper;
  } = {},
): Place {
  const { me = ME, findFile = () => undefined, contents } = options;
  const folder = temporaryFolder();
  const file = join(folder, 'store.db');
  const store = openStoreInThread({ file, me, clock: realClock });
  const openHere = (archive: string) => createArchiveSource(archive, me, realClock);
  return {
    store,
    file,
    folder,
    async exportTo(name, choice = {}, signal = new AbortController().signal, through = (same) => same) {
      const exported = await exportArchive(
        {
          openSnapshot: () => Promise.resolve(through(openSnapshotInThread(file))),
          me: { id: me, name: 'me', displayName: 'Me' },
          relay: 'wss://relay.test',
          client: '1.0.0',
          clock: { now: () => 1_790_000_000_000, monotonic: () => performance.now() },
          findFile,
        },
        join(folder, name),
        { conversations: null, files: false, language: 'en', ...choice },
        signal,
        () => undefined,
      );
      return exported.folder;
    },
    importFrom: (
      from,
      { signal = new AbortController().signal, into: { read, write } = store, open = openHere } = {},
    ) =>
      importArchive(
        {
          openSource: open,
          read,
          write,
          contents,
          onDelta: () => undefined,
          onChannels: () => undefined,
        },
        from,
        signal,
        () => undefined,
      ),
  };
}

/** Something of everything that a timeline can have. */
export async function fill({ store: { write } }: Place): Promise<void> {
  await write.putPeople(PEOPLE);
  await write.applyHeads(
    [
      head({ title: 'Team "一"', announcement: 'hello', headSeq: 1 }),
      head({ id: DIRECT, kind: 'direct', title: null, peer: ANNA, headSeq: 40 }),
    ],
    9,
  );
  await write.applyPage(TEAM, 1, 1, [created()]);
  const events: TimelineEvent[] = [
    message(2, ANNA, 'line one\nline two <script>alert(1)</script> \u2028 😀'),
    message(3, ME, 'mine', { quote: 2 }),
    message(4, BO, 'to be edited'),
    message(5, BO, 'to be recalled'),
    message(6, ANNA, '@Me', {
      content: { type: 'text', text: '@Me', mentions: [ME] },
      receipt: false,
    }),
    message(7, BO, '', { content: { type: 'card', user: ANNA } }),
    message(8, BO, '', {
      content: { type: 'file', file: FILE, name: '../../evil "<name>.txt', size: 5, mime: 'text/plain' },
    }),
    message(9, ANNA, '', {
      content: {
        type: 'forward',
        messages: [{ sender: BO, at: 3, text: 'said elsewhere' }],
      },
    }),
    { ...change(10, BO), kind: 'message.edited', target: 4, content: { type: 'text', text: 'edited' } },
    { ...change(11, BO), kind: 'message.recalled', target: 5 },
    { ...change(12, ANNA), kind: 'reaction.added', target: 3, emoji: '👍' },
    { ...change(13, BO), kind: 'reaction.added', target: 3, emoji: '👍' },
    { ...change(14, BO), kind: 'reaction.removed', target: 3, emoji: '👍' },
    { ...change(15, ANNA), kind: 'message.pinned', target: 2 },
    { ...change(16, ANNA), kind: 'conversation.renamed', title: 'New "title"' },
    { ...change(17, ANNA), kind: 'member.muted', user: BO, until: null },
  ];
  for (const event of events) await applyPush(write, event);
  await write.applyReceipts(TEAM, [{ seq: 3, unread: 1, receivers: 2 }]);
  await write.markRead(TEAM, [[2, 4]]);
  await write.setFlags(TEAM, { pinned: true });
  await write.enqueue(
    { conversation: TEAM, clientId: clientId(901), content: { type: 'text', text: 'waits' }, quote: 2 },
    90_000,
  );
  await write.enqueue(
    { conversation: TEAM, clientId: clientId(902), content: { type: 'card', user: BO }, receipt: false },
    91_000,
  );
  await write.failSend(clientId(902), 'forbidden');
  await write.setDraft(TEAM, 'being written <b>');
  // The newest page, and a hole below it.
  await write.applyPage(DIRECT, 20, 40, [
    ...messages(20, 39).map((event) => ({ ...event, conversation: DIRECT })),
    {
      ...message(40, ANNA, 'pulled with its changes'),
      conversation: DIRECT,
      revision: 40,
      edited: true as const,
      pinned: true as const,
      reactions: [{ emoji: '🎉', count: 5, users: [ANNA, BO] }],
    },
  ]);
}

/** What every event of the team has. */
export function change(seq: number, sender: typeof ANNA) {
  return { conversation: TEAM, seq, ordinal: 8, sender, at: seq * 1_000 };
}

/** An archive of a team with ten items, and a place without anything. */
export async function smallArchive(): Promise<{ readonly archive: string; readonly there: Place }> {
  const here = openPlace();
  await here.store.write.putPeople(PEOPLE);
  await here.store.write.applyHeads([head({ headSeq: 10 })], 1);
  await here.store.write.applyPage(TEAM, 1, 10, [created(), ...messages(2, 10)]);
  const archive = await here.exportTo('archive');
  await here.store.close();
  return { archive, there: openPlace() };
}

/** Every file of a folder with its content, by its path in there. */
export function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}
