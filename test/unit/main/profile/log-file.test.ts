import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logFile } from '../../../../src/main/profile/log-file.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'yidu-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('stays within two files of 5 MB', () => {
  const line = `${'x'.repeat(1_000_000)}\n`;
  const log = logFile(folder);
  for (let i = 0; i < 15; i++) log.write(line);
  const size = (name: string) => statSync(join(folder, name)).size;
  expect(size('main.log') + size('main.old.log')).toBeLessThan(13_000_000);
  expect(size('main.old.log')).toBeGreaterThan(5_000_000);
});

it('never throws', () => {
  writeFileSync(join(folder, 'taken'), '');
  expect(() => logFile(join(folder, 'taken')).write('line\n')).not.toThrow();
});
