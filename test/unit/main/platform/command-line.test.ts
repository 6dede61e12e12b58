import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { profileFromArguments } from '../../../../src/main/platform/command-line.ts';

it.each([
  [['yidu', '--profile', 'a'], 'a'],
  [['yidu', '--no-sandbox', '.', '--profile=b/c', '--web'], 'b/c'],
])('finds the profile in %j', (argv, folder) => {
  expect(profileFromArguments(argv)).toBe(resolve(folder));
});

it.each([[['yidu']], [['yidu', '--profile']], [['yidu', '--profile=']], [['yidu', '--profiles', 'x']]])(
  'finds none in %j',
  (argv) => {
    expect(profileFromArguments(argv)).toBeUndefined();
  },
);
