import { resolve } from 'node:path';

/**
 * The folder after `--profile`, made absolute; `undefined` when the switch is not there. Switches of Chromium and of
 * scripts are passed over, and what follows `--` is no switch: there the system puts the link that a web page has opened.
 */
export function profileFromArguments(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument === '--') return undefined;
    const value = argument.startsWith('--profile=')
      ? argument.slice('--profile='.length)
      : argument === '--profile'
        ? argv[index + 1]
        : undefined;
    if (value) return resolve(value);
  }
  return undefined;
}
