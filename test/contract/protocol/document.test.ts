import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ERROR_RETRY } from '../../../src/shared/errors.ts';
import { EVENT_KINDS } from '../../../src/shared/model/event.ts';
import { MAX_GROUP_MEMBERS } from '../../../src/shared/model/conversation.ts';
import { CLOSE } from '../../../src/shared/protocol/close-codes.ts';
import { COMMANDS } from '../../../src/shared/protocol/commands.ts';
import { LIMITS } from '../../../src/shared/protocol/limits.ts';
import { PUSHES } from '../../../src/shared/protocol/pushes.ts';
import { replay } from '../../support/transcript.ts';

const page = readFileSync(new URL('../../../PROTOCOL.md', import.meta.url), 'utf8');

/** The text under a heading, up to the next one of its level. */
function section(heading: string): string {
  const level = heading.split(' ', 1)[0] ?? '';
  const [, text = ''] = page.split(`\n${heading}\n`);
  return text.split(`\n${level} `, 1)[0] ?? '';
}

/** Names of all fields of a schema's JSON form, at any depth. */
function fieldsOf(schema: z.ZodType): string[] {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      Object.keys(node.properties).forEach((name) => names.add(name));
    }
    Object.values(node).forEach(walk);
  };
  walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return [...names];
}

const explained = new Set(
  section('## Values')
    .match(/`\w+`|"\w+"/g)
    ?.map((name) => name.slice(1, -1)),
);

describe('PROTOCOL.md', () => {
  it.each(Object.entries(COMMANDS))('documents %s field by field', (name, { args, result }) => {
    const text = section(`### \`${name}\``);
    expect(text).not.toBe('');
    for (const field of fieldsOf(args)) expect(text).toMatch(new RegExp(`[\`"]${field}[\`"]`));
    const top = (z.toJSONSchema(result, { io: 'input', unrepresentable: 'any' }).properties ?? {}) as object;
    for (const field of Object.keys(top)) expect(text).toMatch(new RegExp(`[\`"]${field}[\`"]`));
    for (const field of fieldsOf(result)) {
      if (!new RegExp(`[\`"]${field}[\`"]`).test(text)) expect(explained).toContain(field);
    }
  });

  it.each(Object.entries(PUSHES))('documents %s with every field', (name, body) => {
    const row =
      section('## Pushes')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\``)) ?? '';
    for (const field of Object.keys(body.shape)) expect(row).toContain(`\`${field}\``);
  });

  it('documents every event kind', () => {
    for (const kind of EVENT_KINDS) expect(section('## Values')).toContain(`| \`${kind}\` |`);
  });

  it('lists the errors of the wire as they are, and no others', () => {
    const rows = [...section('## Errors').matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, code, retry]) => [
      code,
      retry,
    ]);
    const all = Object.entries(ERROR_RETRY);
    const wire = all.slice(
      1,
      all.findIndex(([code]) => code === 'offline'),
    );
    expect(rows).toEqual(wire);
  });

  it('lists the close codes as they are', () => {
    const codes = [...section('## Close codes').matchAll(/^\| (\d{4}) +\|/gm)].map(([, code]) =>
      Number(code),
    );
    // These are the WebSocket library's own.
    expect(codes.filter((code) => ![1002, 1007, 1008].includes(code))).toEqual(Object.values(CLOSE));
  });

  it('lists the limits as they are', () => {
    const numbers = [...section('## Limits').matchAll(/\d[\d,]*/g)].map(([text]) =>
      Number(text.replaceAll(',', '')),
    );
    for (const limit of [...Object.values(LIMITS), MAX_GROUP_MEMBERS]) expect(numbers).toContain(limit);
  });

  it('has a transcript that the relay plays exactly like this', async () => {
    const [, transcript = ''] = /```transcript\n([\s\S]*?)```/.exec(page) ?? [];
    const played = await replay(transcript);
    expect(played).toBeGreaterThan(25);
  });
});
