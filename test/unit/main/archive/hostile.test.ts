import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import { ANNA, clientId, conversationId, TEAM } from '../../../contract/client-store/fixture.ts';
import { type Place, smallArchive } from './archive-fixture.ts';

const LINES = join('conversations', `${TEAM}.jsonl`);

/** What an import is refused with, and where it was found; nothing may have come in. */
async function refusal(place: Place, archive: string): Promise<[code: string, place: string | undefined]> {
  const error: unknown = await place.importFrom(archive).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(await place.store.read.conversations()).toEqual([]);
  expect(await place.store.read.people([ANNA])).toEqual([]);
  expect(await place.store.read.channels(1)).toEqual([]);
  if (!(error instanceof AppError)) throw new Error('not refused');
  return [error.code, error.field];
}

function rewrite(archive: string, file: string, change: (text: string) => string | Buffer): void {
  writeFileSync(join(archive, file), change(readFileSync(join(archive, file), 'utf8')));
}

/** Line `n`, from 1 on, becomes another one. */
function line(n: number, change: (text: string) => string): (text: string) => string {
  return (text) =>
    text
      .split('\n')
      .map((one, index) => (index === n - 1 ? change(one) : one))
      .join('\n');
}

function unsent(content: object): string {
  return JSON.stringify({ type: 'unsent', at: 1, clientId: clientId(900), content });
}

function channel(n: number, items: number): string {
  const [title, owner] = [`Channel ${n}`, ANNA];
  return JSON.stringify({
    type: 'channel',
    id: conversationId(n),
    title,
    owner,
    publishers: [],
    read: [],
    items,
  });
}

function announcement(changes: object): string {
  const words = { state: 'running', seq: 1, sender: ANNA, at: 1, title: 'Title', text: 'text' };
  return JSON.stringify({ type: 'announcement', ...words, ...changes });
}

let there: Place;
let archive: string;
beforeEach(async () => {
  ({ archive, there } = await smallArchive());
});

describe('an import refuses, before it has changed anything,', () => {
  const FAULTS: [what: string, file: string, change: (text: string) => string | Buffer, place: string][] = [
    ['a line that is no JSON', LINES, line(4, (text) => text.slice(0, -1)), `${LINES}:4`],
    ['a line that does not fit', LINES, line(5, (text) => text.replace('"seq":', '"seq":-')), `${LINES}:5`],
    ['a field that nobody knows', LINES, line(5, (text) => text.replace('{', '{"sek":1,')), `${LINES}:5`],
    ['a file that was cut in a line', LINES, (text) => text.slice(0, -20), `${LINES}:11`],
    [
      'a file that was cut between lines',
      LINES,
      (text) => text.split('\n').slice(0, 10).concat('').join('\n'),
      `${LINES}:11`,
    ],
    ['a line too many', LINES, (text) => `${text}{}\n`, `${LINES}:12`],
    [
      'items that are out of order',
      LINES,
      line(6, (text) => text.replace('"seq":5', '"seq":3')),
      `${LINES}:6`,
    ],
    [
      'an item behind what was not sent',
      LINES,
      line(10, () => unsent({ type: 'text', text: 'waits' })),
      `${LINES}:11`,
    ],
    [
      'a recalled message that was not sent',
      LINES,
      line(11, () => unsent({ type: 'recalled' })),
      `${LINES}:11`,
    ],
    [
      'an item that is not held',
      LINES,
      line(1, (text) => text.replace('[[1,10]]', '[[1,9]]')),
      `${LINES}:11`,
    ],
    ['a giant line', LINES, line(7, (text) => text + ' '.repeat(2 * 1024 * 1024)), `${LINES}:7`],
    ['a file without an end', LINES, () => Buffer.alloc(3 * 1024 * 1024, 0x20), `${LINES}:1`],
    [
      'what is not UTF-8',
      LINES,
      (text) => Buffer.from(text.replace('text 5', 'text \xff'), 'latin1'),
      `${LINES}:6`,
    ],
    [
      'another conversation under this name',
      LINES,
      line(1, (text) => text.replace(TEAM, conversationId(9))),
      `${LINES}:1`,
    ],
    [
      'an id that leads out of the folder',
      'conversations.jsonl',
      () => '{"id":"../../../etc/passwd","items":1}\n',
      'conversations.jsonl:1',
    ],
    [
      'a conversation too many',
      'conversations.jsonl',
      (text) => `${text}{"id":"${conversationId(9)}","items":0}\n`,
      'conversations.jsonl:2',
    ],
    ['the same conversation twice', 'conversations.jsonl', (text) => text + text, 'conversations.jsonl:2'],
    ['conversations that are missing', 'conversations.jsonl', () => '', 'conversations.jsonl:1'],
    ['people that are missing', 'people.jsonl', () => '', 'people.jsonl:1'],
    // More of them than one write brings in.
    [
      'somebody who does not fit, behind many who do',
      'people.jsonl',
      (text) => `${(text.split('\n')[1] ?? '').concat('\n').repeat(500)}{}\n`,
      'people.jsonl:501',
    ],
    ['a manifest that is none', 'archive.yidu', () => '[]', 'archive.yidu:1'],
    ['a manifest of something else', 'archive.yidu', () => '{"format":"zip","version":1}\n', 'archive.yidu'],
  ];
  it.each(FAULTS)('%s, and tells where', async (_what, file, change, place) => {
    rewrite(archive, file, change);
    if (file === 'people.jsonl')
      rewrite(archive, 'archive.yidu', (text) => text.replace(/"people": \d+/, '"people": 600'));
    expect(await refusal(there, archive)).toEqual(['archive_invalid', place]);
  });

  const CHANNELS = 'channels.jsonl';
  const CHANNEL_FAULTS: [what: string, lines: readonly string[], line: number][] = [
    ['an announcement of no channel', [announcement({})], 1],
    [
      'an announcement beyond those of its channel',
      [channel(7, 1), announcement({}), announcement({ seq: 2 })],
      3,
    ],
    ['announcements that are missing', [channel(7, 2), announcement({})], 3],
    ['a channel among announcements', [channel(7, 2), announcement({}), channel(8, 0)], 3],
    ['a channel too many', [channel(7, 0), channel(8, 0), channel(9, 0)], 3],
    ['channels that are missing', [channel(7, 0)], 2],
    ['the same channel twice', [channel(7, 0), channel(7, 0)], 2],
    ['the same announcement twice', [channel(7, 2), announcement({}), announcement({})], 3],
    [
      'one with a seq behind one without',
      [channel(7, 2), announcement({ state: 'stopped', seq: undefined }), announcement({})],
      3,
    ],
    ['an absurd number of announcements', [channel(7, 10_000_000)], 1],
    ['a seq that no relay gives', [channel(7, 1), announcement({ seq: 1_000_000_001 })], 2],
    ['one that runs without a seq', [channel(7, 1), announcement({ seq: undefined })], 2],
    ['a recalled one that says something', [channel(7, 1), announcement({ state: 'recalled' })], 2],
    ['a title that is too long', [channel(7, 1), announcement({ title: 'x'.repeat(121) })], 2],
    ['a title that turns what is around it', [channel(7, 1), announcement({ title: 'a\u202Eb' })], 2],
    ['a text that is too long', [channel(7, 1), announcement({ text: 'x'.repeat(8_001) })], 2],
    ['too many publishers', [channel(7, 0).replace('[]', JSON.stringify(Array(101).fill(ANNA)))], 1],
    ['a giant line', [channel(7, 1), announcement({}) + ' '.repeat(2 * 1024 * 1024)], 2],
  ];
  it.each(CHANNEL_FAULTS)('%s, and tells where', async (_what, lines, at) => {
    rewrite(archive, CHANNELS, () => lines.map((text) => `${text}\n`).join(''));
    rewrite(archive, 'archive.yidu', (text) => text.replace('"channels": 0', '"channels": 2'));
    expect(await refusal(there, archive)).toEqual(['archive_invalid', `${CHANNELS}:${at}`]);
  });

  it('channels in an archive of a version without, and none in one with', async () => {
    rewrite(archive, 'archive.yidu', (text) => text.replace('"version": 3', '"version": 2'));
    expect(await refusal(there, archive)).toEqual(['archive_invalid', 'archive.yidu']);
    rewrite(archive, 'archive.yidu', (text) =>
      text.replace('"version": 2', '"version": 3').replace('  "channels": 0,\n', ''),
    );
    expect(await refusal(there, archive)).toEqual(['archive_invalid', 'archive.yidu']);
  });

  it('an archive of a later version', async () => {
    rewrite(archive, 'archive.yidu', () => '{"format":"yidu-archive","version":4,"new":true}\n');
    expect(await refusal(there, archive)).toEqual(['archive_newer', undefined]);
  });

  it('a folder that is no archive, and one that is not there', async () => {
    expect(await refusal(there, there.folder)).toEqual(['archive_invalid', 'archive.yidu']);
    expect(await refusal(there, join(there.folder, 'nowhere'))).toEqual(['archive_invalid', 'archive.yidu']);
  });

  it.skipIf(process.platform === 'win32')('a link out of the folder, and a pipe', async () => {
    const lines = join(archive, LINES);
    cpSync(lines, join(there.folder, 'elsewhere'));
    rmSync(lines);
    symlinkSync(join(there.folder, 'elsewhere'), lines);
    expect(await refusal(there, archive)).toEqual(['archive_invalid', LINES]);
    rmSync(lines);
    execFileSync('mkfifo', [lines]);
    expect(await refusal(there, archive)).toEqual(['archive_invalid', LINES]);
  });
});
