import { type BenchOptions, type BenchResult, percentile, type Row, type Target } from '../report.ts';
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
  return {
    bytes: design.bytesPerMessage,
    counts: median(rounds, (round) => {
      const last = Math.max(50, seqAt(round));
      design.counts(Array.from({ length: 50 }, (_, i) => last - i));
    }),
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

/** What receipts cost on disk and in time, in a group whose members came, left and came back. */
export function bench(options: BenchOptions): Promise<BenchResult> {
  const members = options.option('members', 640);
  const messages = options.option('messages', 100_000);
  // What a peer stores per message does not depend on their number.
  const few = makeHistory(members, options.option('peer-messages', members > 1_000 ? 200 : 1_000));
  const peers = [listsPerMessage, rowPerReceiver, bitmapPerMessage].map((make) => make(few));
  const same = rangesPerMember(few);
  assertEqual(
    [same, ...peers],
    Array.from({ length: 100 }, (_, i) => 1 + ((i * 97) % few.messages)),
  );
  same.close();
  const history = makeHistory(members, messages);
  const own = rangesPerMember(history);
  const table = `Receipts of a group of ${members.toLocaleString('en-US')}, ${messages.toLocaleString('en-US')} messages`;
  const rows: Row[] = [];
  const add = (design: ReceiptDesign, costs: Costs): void => {
    design.close();
    rows.push({
      table,
      subject: design.name,
      values: {
        'bytes / message': costs.bytes,
        'mark 10, µs': costs.mark,
        'counts of 50, µs': costs.counts,
        'lists of 1, µs': costs.lists,
      },
    });
  };
  const costs = measure(own, history, ROUNDS);
  add(own, costs);
  for (const peer of peers) add(peer, measure(peer, few, ROUNDS / 10));
  const large = members > 640;
  const targets: Target[] = [
    { name: 'bytes per message', actual: large ? undefined : costs.bytes, comparison: '<=', bound: 3 },
    { name: 'one member marks 10, µs', actual: costs.mark, comparison: '<=', bound: 25 },
    { name: 'counts of 50, µs', actual: costs.counts, comparison: '<=', bound: 10 },
    {
      name: 'both lists of one message, µs',
      actual: costs.lists,
      comparison: '<=',
      bound: large ? 1_000 : 60,
    },
  ];
  return Promise.resolve({
    rows,
    targets,
    notes: [
      `medians of ${ROUNDS} calls; the other designs hold ${few.messages} messages`,
      'every member has read in 20 ranges; three in ten came late, left, or left and came back',
    ],
  });
}
