import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { jsonFile } from '../../../../src/main/profile/json-file.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'yidu-json-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const schema = z.object({ n: z.number() });
const open = (name = 'a/b.json') => jsonFile(join(folder, name), schema, { n: 0 });

it('gives the fallback until something is written, then what was written', async () => {
  expect(open().read()).toEqual({ n: 0 });
  await open().write({ n: 7 });
  expect(open().read()).toEqual({ n: 7 });
});

it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
  await open().write({ n: 1 });
  expect(statSync(join(folder, 'a/b.json')).mode & 0o777).toBe(0o600);
});

it.each(['{"n":', '{"n":"seven"}', ''])('moves a damaged file (%j) aside and starts afresh', (text) => {
  writeFileSync(join(folder, 'c.json'), text);
  expect(open('c.json').read()).toEqual({ n: 0 });
  expect(readFileSync(join(folder, 'c.json.damaged'), 'utf8')).toBe(text);
});

it('writes in the order of the calls and leaves no temporary files', async () => {
  const file = open('d.json');
  await Promise.all(Array.from({ length: 20 }, (_, n) => file.write({ n })));
  expect(file.read()).toEqual({ n: 19 });
  expect(readdirSync(folder)).toEqual(['d.json']);
});

it('goes on after a write that failed', async () => {
  writeFileSync(join(folder, 'a'), 'a file where the folder should be');
  const file = open();
  await expect(file.write({ n: 1 })).rejects.toThrow();
  rmSync(join(folder, 'a'));
  await file.write({ n: 2 });
  expect(file.read()).toEqual({ n: 2 });
});
