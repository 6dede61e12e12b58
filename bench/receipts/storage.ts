import { type BenchResult, percentile, type Row, type Target } from '../report.ts';
import { type History, makeHistory, type ReceiptDesign } from './design.ts';
import { bitmapPerMessage, listsPerMessage, rowPerReceiver } from './peers.ts';
import { rangesPerMember } from './ranges-per-member.ts';

const ROUNDS = 2_000;
const WARM_UP = 500;

interface Costs {
  readonly bytes: number;
  readonly mark: number;
  readonly counts: number;
  readonly lists: number;
}

/** Median microseconds of one call. */
function median(rounds: number, call: (round: number) => void): number {
  const samples = new Float64Array(rounds);
  for (let round = -Math.min(WARM_UP, rounds); round < rounds; round++) {
    const start = performance.now();
    call(round + WARM_UP);
    if (round >= 0) samples[round] = (performance.now() - start) * 1_000;
  }
  return percentile(samples, 0.5);
}

function measure(design: ReceiptDesign, { members, messages }: History, rounds: number): Costs {
  const unread = Math.floor(messages * 0.9);
  const seqAt = (round: number): number => 1 + ((round * 7_919) % messages);
  // What a screen asks for: 50 messages side by side, newest first.
  const pages = Array.from({ length: 512 }, (_, page) => {
    const last = Math.max(50, seqAt(page));
    return Array.from({ length: 50 }, (_, i) => last - i);
  });
  return {
    bytes: design.bytesPerMessage,
    counts: median(rounds, (round) => void design.counts(pages[(round + WARM_UP) % pages.length] ?? [])),
    lists: median(rounds, (round) => void design.lists(seqAt(round))),
    // Members read on, side by side, from where they had stopped.
    mark: median(rounds, (round) => {
      const place = Math.floor(round / (members - 1)) % Math.floor((messages - unread) / 10);
      design.markTen(1 + (round % (members - 1)), unread + 1 + place * 10);
    }),
  };
}

/** All designs hold the same history, so they must answer the same. */
function assertEqual(designs: readonly ReceiptDesign[], seqs: readonly number[]): void {
  const [first, ...others] = designs.map((design) =>
    JSON.stringify([design.counts(seqs), seqs.map((seq) => design.lists(seq))]),
  );
  if (others.some((other) => other !== first)) throw new Error('the designs disagree');
}

/** The size that the bound of bytes is meant for. */
const TYPICAL_MEMBERS = 640;
const CHURN = { ranges: 20, churn: true };
const STEADY = { ranges: 1, churn: false };

export interface StorageOptions {
  readonly members: number;
  readonly messages: number;
  /** What a peer stores per message does not depend on their number. */
  readonly peerMessages: number;
}

/** What receipts cost on disk and in time, in a group whose members came, left and came back, and in one of no changes. */
export function storageTable({ members, messages, peerMessages }: StorageOptions): BenchResult {
  const few = makeHistory(members, peerMessages, CHURN);
  const peers = [listsPerMessage, rowPerReceiver, bitmapPerMessage].map((make) => make(few));
  const same = rangesPerMember(few);
  assertEqual(
    [same, ...peers],
    Array.from({ length: 100 }, (_, i) => 1 + ((i * 97) % few.messages)),
  );
  same.close();
  const count = members.toLocaleString('en-US');
  const rows: Row[] = [];
  const add = (design: ReceiptDesign, history: History, rounds: number): Costs => {
    const costs = measure(design, history, rounds);
    design.close();
    rows.push({
      table: `Receipts of a group of ${count}, ${messages.toLocaleString('en-US')} messages`,
      subject: `${design.name}; ${history.name}`,
      values: {
        'bytes / message': costs.bytes,
        'mark 10, µs': costs.mark,
        'counts of 50, µs': costs.counts,
        'lists of 1, µs': costs.lists,
      },
    });
    return costs;
  };
  const targets: Target[] = [];
  for (const shape of [STEADY, CHURN]) {
    const history = makeHistory(members, messages, shape);
    const costs = add(rangesPerMember(history), history, ROUNDS);
    const target = (name: string, actual: number | undefined, bound: number): void =>
      void targets.push({
        name: `${count} members, ${history.name}: ${name}`,
        actual,
        comparison: '<=',
        bound,
      });
    if (members <= TYPICAL_MEMBERS) target('bytes per message', costs.bytes, 3);
    target('one member marks 10, µs', costs.mark, 25);
    target('counts of 50, µs', costs.counts, 10);
    target('both lists of one message, µs', costs.lists, members > TYPICAL_MEMBERS ? 1_000 : 60);
  }
  for (const peer of peers) add(peer, few, ROUNDS / 10);
  return {
    rows,
    targets,
    notes: [
      `${count} members: medians of ${ROUNDS} calls; the other designs hold ${few.messages} messages; bytes hold members and their stays too`,
    ],
  };
}
