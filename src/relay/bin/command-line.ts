import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ConfigError } from './config-error.ts';
import { type RelayConfig, toConfig } from './relay-config.ts';
import { KEYS, RelaySettings } from './relay-settings.ts';

/** Keys whose values are separated by commas outside the file. */
const LISTS: ReadonlySet<string> = new Set<(typeof KEYS)[number]>([
  'bus',
  'origins',
  'trusted-proxies',
  'file-types',
  'file-types-denied',
  'callback-networks',
]);

/** What the command line asks for. */
export type RelayCommandLine =
  { readonly kind: 'help' } | { readonly kind: 'check' | 'run'; readonly config: RelayConfig };

/** Reads the settings. Throws `ConfigError`. */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RelayCommandLine {
  const given = parseOptions(args);
  if (given['help']) return { kind: 'help' };
  const file = typeof given['config'] === 'string' ? readConfigFile(given['config']) : {};
  const merged: Record<string, unknown> = { ...file };
  for (const key of KEYS) {
    const value = given[key] ?? env[`YIDU_RELAY_${key.replaceAll('-', '_').toUpperCase()}`];
    if (value !== undefined) merged[key] = LISTS.has(key) ? splitList(String(value)) : value;
  }
  const settings = RelaySettings.safeParse(merged);
  if (!settings.success) {
    throw new ConfigError(
      settings.error.issues
        .map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`)
        .join('\n'),
    );
  }
  return {
    kind: given['check-config'] ? 'check' : 'run',
    config: toConfig(settings.data, new Set(Object.keys(merged))),
  };
}

function parseOptions(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = Object.fromEntries([...KEYS, 'config'].map((key) => [key, { type: 'string' as const }]));
  const flags = { 'check-config': { type: 'boolean' as const }, help: { type: 'boolean' as const } };
  try {
    return parseArgs({ args: [...args], options: { ...text, ...flags }, strict: true }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'unreadable options', { cause: error });
  }
}

function readConfigFile(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ConfigError(`config: ${file} is not a readable JSON object`, { cause: error });
  }
}

function splitList(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
