import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { archiveFolder, archiveFromArguments } from '../../../../src/main/platform/opened-archive.ts';

it('is the folder of the file that stands for an archive, however a system names it', () => {
  expect(archiveFolder('/home/anna/history/archive.yidu')).toBe('/home/anna/history');
  expect(archiveFolder('file:///home/anna/my%20history/archive.yidu')).toBe('/home/anna/my history');
  expect(archiveFolder('history/archive.yidu')).toBe(resolve('history'));
});

it('is nothing that has another name, or comes from elsewhere', () => {
  for (const other of [
    '/home/anna/history/archive.json',
    '/home/anna/archive.yidu/other',
    'file://server/share/archive.yidu',
    'file:///%zz/archive.yidu',
    'https://example.org/archive.yidu/',
    'yidu://open/archive.yidu/x',
    '',
  ])
    expect(archiveFolder(other), other).toBeNull();
});

it('is the last argument, and no switch', () => {
  expect(archiveFromArguments(['/usr/bin/yidu', '--', '/a/archive.yidu'])).toBe('/a');
  expect(archiveFromArguments(['/usr/bin/yidu', '/a/archive.yidu', '--x'])).toBeNull();
  expect(archiveFromArguments(['/usr/bin/yidu', '--x=/a/archive.yidu'])).toBeNull();
  expect(archiveFromArguments(['/usr/bin/yidu'])).toBeNull();
  expect(archiveFromArguments([])).toBeNull();
});
