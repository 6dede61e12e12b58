import { expect } from 'vitest';
import { RelayWorld, turn } from './relay-world.ts';
import type { ProtocolClient } from './protocol-client.ts';

interface Line {
  readonly who: string;
  readonly direction: '>' | '<';
  readonly frame: unknown;
}

/**
 * Plays a transcript against a relay in memory: sends what clients send and expects, frame by frame and in the order of
 * each client, what the relay sends. Returns the number of lines.
 */
export async function replay(transcript: string): Promise<number> {
  const world = new RelayWorld({ profile: { name: 'Office', registration: 'open' } });
  const clients = new Map<string, ProtocolClient>();
  const heard = new Map<string, number>();
  const values = new Map<string, unknown>();
  const lines = transcript.split('\n').filter(Boolean).map(parse);
  for (const { who, direction, frame } of lines) {
    const client = clients.get(who) ?? world.connect().client;
    clients.set(who, client);
    if (direction === '>') {
      client.sendRaw(JSON.stringify(fill(frame, (name) => bind(values, name, world.makeId()))));
      continue;
    }
    const index = heard.get(who) ?? 0;
    heard.set(who, index + 1);
    // What is coalesced or sent at intervals comes when time passes.
    for (let tries = 0; client.frames.length <= index && tries < 400; tries++) {
      await turn();
      if (client.frames.length <= index) world.clock.advance(1_000);
    }
    const actual: unknown = JSON.parse(client.frames[index] ?? 'null');
    learn(frame, actual, values);
    expect(actual).toEqual(fill(frame, (name) => values.get(name)));
  }
  for (const [who, client] of clients) expect(client.frames).toHaveLength(heard.get(who) ?? 0);
  return lines.length;
}

function parse(text: string): Line {
  const match = /^(\w+) ([<>]) (.*)$/.exec(text);
  if (!match?.[1] || !match[3]) throw new Error(`not a line of a transcript: ${text}`);
  return { who: match[1], direction: match[2] === '>' ? '>' : '<', frame: JSON.parse(match[3]) as unknown };
}

function isPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('$');
}

function bind(values: Map<string, unknown>, name: string, fresh: unknown): unknown {
  if (!values.has(name)) values.set(name, fresh);
  return values.get(name);
}

/** The frame with its placeholders replaced. */
function fill(frame: unknown, valueOf: (name: string) => unknown): unknown {
  if (isPlaceholder(frame)) return valueOf(frame);
  if (Array.isArray(frame)) return frame.map((item) => fill(item, valueOf));
  if (typeof frame !== 'object' || frame === null) return frame;
  return Object.fromEntries(Object.entries(frame).map(([key, value]) => [key, fill(value, valueOf)]));
}

/** Gives new placeholders the values that stand in their places. */
function learn(frame: unknown, actual: unknown, values: Map<string, unknown>): void {
  if (isPlaceholder(frame)) {
    bind(values, frame, actual);
    return;
  }
  if (typeof frame !== 'object' || frame === null || typeof actual !== 'object' || actual === null) return;
  for (const [key, value] of Object.entries(frame)) {
    learn(value, (actual as Record<string, unknown>)[key], values);
  }
}
