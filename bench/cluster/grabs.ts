import { v7 } from 'uuid';
import { ClientId } from '../../src/shared/model/ids.ts';
import {
  COMMANDS,
  type CommandInput,
  type CommandName,
  type CommandResult,
} from '../../src/shared/protocol/commands.ts';
import { encodeRequest } from '../../src/shared/protocol/codec.ts';
import type { RawSocket } from '../relay/raw-socket.ts';
import { signIn } from '../relay/yidu.ts';
import { percentile, type BenchResult } from '../report.ts';
import type { BusKind } from './bench-bus.ts';
import { deploy } from './deployment.ts';

export interface GrabsOptions {
  readonly nodes: number;
  readonly bus: BusKind;
  /** Members of the group, each with a connection of their own; spread over the nodes. */
  readonly takers: number;
  /** Of the one red packet; as many points as a person has at first are in it. */
  readonly shares: number;
  readonly say: (text: string) => void;
}

const POINTS = 1_000;
const LIFE_SECONDS = 300;
/** Connections that are opened side by side. */
const OPENING = 64;
const ANSWER_MS = 60_000;

/** One person's connection, with one question at a time. */
class Taker {
  #socket: RawSocket | undefined;
  #nextId = 3;
  #answered: ((text: string) => void) | undefined;

  async open(port: number, token: string): Promise<void> {
    this.#socket = await signIn(port, token, (bytes, start, end) => {
      const text = bytes.toString('utf8', start, end);
      if (text.startsWith('{"id":')) this.#answered?.(text);
    });
  }

  async ask<N extends CommandName>(name: N, args: CommandInput<N>): Promise<CommandResult<N>> {
    const text = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${name} was not answered`)), ANSWER_MS);
      this.#answered = (answer) => {
        clearTimeout(late);
        resolve(answer);
      };
      this.#socket?.sendText(encodeRequest(this.#nextId++, name, args));
    });
    const { ok } = JSON.parse(text) as { readonly ok?: unknown };
    if (ok === undefined) throw new Error(`${name}: ${text}`);
    // The schema of the command decides; its type belongs to the name.
    return COMMANDS[name].result.parse(ok) as CommandResult<N>;
  }

  close(): void {
    this.#socket?.close();
  }
}

/** Everybody takes of one red packet at once, and again: who got what is counted by the answers, and by what all have then. */
export async function grabsTable(options: GrabsOptions): Promise<BenchResult> {
  const { nodes: count, bus, takers: wanted, shares, say } = options;
  const everybody = Array.from({ length: wanted }, (_, index) => index);
  say(`red packet: a group of ${wanted} over ${count} nodes …`);
  const deployment = await deploy({
    nodes: count,
    bus,
    population: { people: wanted, groups: [everybody] },
    spared: 1,
    lifeSeconds: LIFE_SECONDS,
  });
  const takers: Taker[] = [];
  try {
    const { population, nodes } = deployment;
    const [conversation] = population.groups;
    if (!conversation) throw new Error('no group');
    for (let from = 0; from < wanted; from += OPENING) {
      await Promise.all(
        population.people.slice(from, from + OPENING).map(async ({ tokens: [token] }, index) => {
          const taker = new Taker();
          takers[from + index] = taker;
          await taker.open(nodes[(from + index) % count]?.port ?? 0, token ?? '');
        }),
      );
    }
    say('everybody is there …');
    const [giver] = takers;
    if (!giver) throw new Error('nobody');
    await giver.ask('points.get', {});
    const content = { type: 'packet', points: POINTS, shares, split: 'random' } as const;
    const clientId = ClientId.parse(v7());
    const { seq } = await giver.ask('message.send', { conversation, clientId, content });

    const grab = async (): Promise<{
      readonly ms: number[];
      readonly mine: (number | null)[];
      readonly seconds: number;
    }> => {
      const started = performance.now();
      const ms: number[] = [];
      const mine = await Promise.all(
        takers.map(async (taker) => {
          const { packet } = await taker.ask('packet.take', { conversation, seq });
          ms.push(performance.now() - started);
          return packet.mine;
        }),
      );
      return { ms, mine, seconds: (performance.now() - started) / 1_000 };
    };
    const first = await grab();
    const again = await grab();
    const got = first.mine.flatMap((points) => points ?? []);
    const changed = again.mine.filter((points, index) => points !== first.mine[index]).length;

    say('counting …');
    let held = 0;
    for (const taker of takers) held += (await taker.ask('points.get', {})).points;
    const left = POINTS - got.reduce((sum, one) => sum + one, 0);
    const table = `${wanted} people take of one red packet of ${shares} shares at once, ${count} nodes, ${bus}`;
    return {
      rows: [first, again].map(({ ms, seconds }, index) => ({
        table,
        subject: index === 0 ? 'all at once' : 'and all once more',
        values: {
          'takes/s': Math.round(wanted / seconds),
          'p50 ms': percentile(ms, 0.5),
          'p99 ms': percentile(ms, 0.99),
        },
      })),
      targets: [
        {
          name: 'points given out',
          actual: got.reduce((sum, one) => sum + one, 0),
          comparison: '>=',
          bound: POINTS,
        },
        { name: 'shares given out', actual: got.length, comparison: '<=', bound: shares },
        {
          name: 'people whose share is another when they ask again',
          actual: changed,
          comparison: '<=',
          bound: 0,
        },
        {
          name: 'points that are nowhere, of all that people were given',
          actual: Math.abs(wanted * POINTS - held - left),
          comparison: '<=',
          bound: 0,
        },
      ],
      notes: [],
    };
  } finally {
    for (const taker of takers) taker.close();
    await deployment.remove();
  }
}
