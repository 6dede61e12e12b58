import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { profileFromArguments } from '../../../../src/main/platform/command-line.ts';

it.each([
  [['yidu', '--profile', 'a'], 'a'],
  [['yidu', '--no-sandbox', '.', '--profile=b/c', '--web'], 'b/c'],
])('finds the profile in %j', (argv, folder) => {
  expect(profileFromArguments(argv)).toBe(resolve(folder));
});

it.each([
  [['yidu']],
  [['yidu', '--profile']],
  [['yidu', '--profile=']],
  [['yidu', '--profiles', 'x']],
  // What a web page can reach stands behind it.
  [['yidu', '--', 'yidu://join/x', '--profile', '/tmp/theirs']],
  [['yidu', '--', '--profile=/tmp/theirs']],
])('finds none in %j', (argv) => {
  expect(profileFromArguments(argv)).toBeUndefined();
});
