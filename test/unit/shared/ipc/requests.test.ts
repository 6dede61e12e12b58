import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REQUESTS } from '../../../../src/shared/ipc/contract.ts';

const FOLDER = join(import.meta.dirname, '../../../../src/shared/ipc/requests');

it('knows every request by one name, so that none takes the place of another', () => {
  const named = readdirSync(FOLDER).flatMap((file) =>
    [...readFileSync(join(FOLDER, file), 'utf8').matchAll(/^ {2}'([^']+)': request\(/gm)].map(
      (line) => line[1] ?? '',
    ),
  );
  expect(named.sort()).toEqual(Object.keys(REQUESTS).sort());
});
