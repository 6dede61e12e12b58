import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import tseslint from 'typescript-eslint';
import { inRoot } from '../../../scripts/paths.ts';

const oxlintConfig = z.object({ rules: z.record(z.string(), z.unknown()) });
/** Those of them that oxlint does not have; eslint.typed.config.ts has them. */
const ELSEWHERE = [
  '@typescript-eslint/no-unsafe-class-instance-assignment',
  '@typescript-eslint/no-unsafe-enum-assignment',
];

it('oxlint is given every rule of the strict set of typescript-eslint, as an error', () => {
  const { rules } = oxlintConfig.parse(JSON.parse(readFileSync(inRoot('.oxlintrc.json'), 'utf8')));
  const errors = Object.entries(rules)
    .filter(([, setting]) => setting === 'error' || (Array.isArray(setting) && setting[0] === 'error'))
    .map(([name]) => name);
  const strict = tseslint.configs.strictTypeChecked.flatMap((config) => Object.entries(config.rules ?? {}));
  const on = strict.filter(([, setting]) => setting !== 'off' && setting !== 0).map(([name]) => name);
  expect(on.length).toBeGreaterThan(70);
  const wanted = on.filter((name) => !ELSEWHERE.includes(name));
  expect(errors).toEqual(
    expect.arrayContaining(wanted.map((name) => name.replace('@typescript-eslint/', 'typescript/'))),
  );
});
