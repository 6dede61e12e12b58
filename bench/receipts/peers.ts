import { hasRead, type History, type ReceiptDesign } from './design.ts';
import { openScratchDatabase } from './scratch-database.ts';

function membersWho(history: History, matches: (member: number) => boolean): number[] {
  return Array.from({ length: history.members }, (_, member) => member).filter(matches);
}

/** The receivers and the readers of every message, each as a list in its row. */
export function listsPerMessage(history: History): ReceiptDesign {
  const scratch = openScratchDatabase();
  const { database } = scratch;
  database.exec('CREATE TABLE lists (seq INTEGER PRIMARY KEY, receivers TEXT, readers TEXT)');
  const put = database.prepare<[number, string, string]>('INSERT INTO lists VALUES (?, ?, ?)');
  const get = database.prepare<[number], { receivers: string; readers: string }>(
    'SELECT receivers, readers FROM lists WHERE seq = ?',
  );
  const set = database.prepare<[string, number]>('UPDATE lists SET readers = ? WHERE seq = ?');
  for (let seq = 1; seq <= history.messages; seq++) {
    const receivers = membersWho(history, (member) => history.isReceiver(member, seq));
    const readers = receivers.filter((member) => hasRead(history, member, seq));
    put.run(seq, JSON.stringify(receivers), JSON.stringify(readers));
  }
  const load = (seq: number): { receivers: number[]; readers: number[] } => {
    const row = get.get(seq);
    return {
      receivers: JSON.parse(row?.receivers ?? '[]') as number[],
      readers: JSON.parse(row?.readers ?? '[]') as number[],
    };
  };
  const lists = (seq: number): readonly [number, number] => {
    const { receivers, readers } = load(seq);
    const read = new Set(readers);
    return [receivers.filter((member) => !read.has(member)).length, read.size];
  };
  return {
    name: 'receiver list + read list per message',
    bytesPerMessage: scratch.grown() / history.messages,
    markTen(member, from) {
      for (let seq = from; seq < from + 10; seq++) {
        const { readers } = load(seq);
        if (!readers.includes(member)) set.run(JSON.stringify([...readers, member]), seq);
      }
    },
    counts: (seqs) => seqs.map((seq) => lists(seq)[0]),
    lists,
    close: () => scratch.close(),
  };
}

/** A row for each receiver of each message. */
export function rowPerReceiver(history: History): ReceiptDesign {
  const scratch = openScratchDatabase();
  const { database } = scratch;
  database.exec(
    'CREATE TABLE receiver (seq INTEGER, member INTEGER, read INTEGER, PRIMARY KEY (seq, member)) WITHOUT ROWID',
  );
  const put = database.prepare<[number, number, number]>('INSERT INTO receiver VALUES (?, ?, ?)');
  for (let seq = 1; seq <= history.messages; seq++)
    for (const member of membersWho(history, (one) => history.isReceiver(one, seq)))
      put.run(seq, member, hasRead(history, member, seq) ? 1 : 0);
  const mark = database.prepare<[number, number, number]>(
    'UPDATE receiver SET read = 1 WHERE seq BETWEEN ? AND ? AND member = ?',
  );
  const count = database
    .prepare<[number], number>('SELECT count(*) FROM receiver WHERE seq = ? AND read = 0')
    .pluck();
  const list = database
    .prepare<[number, number], number>('SELECT member FROM receiver WHERE seq = ? AND read = ?')
    .pluck();
  return {
    name: 'row per message × receiver',
    bytesPerMessage: scratch.grown() / history.messages,
    markTen: (member, from) => void mark.run(from, from + 9, member),
    counts: (seqs) => seqs.map((seq) => count.get(seq) ?? 0),
    lists: (seq) => [list.all(seq, 0).length, list.all(seq, 1).length],
    close: () => scratch.close(),
  };
}

/** One bit per member and message: set once it is read, or when the member is no receiver. */
export function bitmapPerMessage(history: History): ReceiptDesign {
  const scratch = openScratchDatabase();
  const { database } = scratch;
  const width = Math.ceil(history.members / 8);
  database.exec('CREATE TABLE bitmap (seq INTEGER PRIMARY KEY, read BLOB)');
  const put = database.prepare<[number, Buffer]>('INSERT INTO bitmap VALUES (?, ?)');
  const get = database.prepare<[number], Buffer>('SELECT read FROM bitmap WHERE seq = ?').pluck();
  const set = database.prepare<[Buffer, number]>('UPDATE bitmap SET read = ? WHERE seq = ?');
  const at = (bits: Buffer, member: number): boolean =>
    ((bits[member >> 3] ?? 0) & (1 << (member & 7))) !== 0;
  const add = (bits: Buffer, member: number): void => {
    bits[member >> 3] = (bits[member >> 3] ?? 0) | (1 << (member & 7));
  };
  for (let seq = 1; seq <= history.messages; seq++) {
    const bits = Buffer.alloc(width);
    for (const member of membersWho(
      history,
      (one) => !history.isReceiver(one, seq) || hasRead(history, one, seq),
    ))
      add(bits, member);
    put.run(seq, bits);
  }
  const load = (seq: number): Buffer => get.get(seq) ?? Buffer.alloc(width);
  const lists = (seq: number): readonly [number, number] => {
    const bits = load(seq);
    const unread = membersWho(history, (member) => !at(bits, member)).length;
    const read = membersWho(history, (member) => at(bits, member) && history.isReceiver(member, seq)).length;
    return [unread, read];
  };
  return {
    name: 'bitmap per message',
    bytesPerMessage: scratch.grown() / history.messages,
    markTen(member, from) {
      for (let seq = from; seq < from + 10; seq++) {
        const bits = load(seq);
        add(bits, member);
        set.run(bits, seq);
      }
    },
    counts: (seqs) =>
      seqs.map((seq) => {
        const bits = load(seq);
        let unread = 0;
        for (let member = 0; member < history.members; member++) if (!at(bits, member)) unread++;
        return unread;
      }),
    lists,
    close: () => scratch.close(),
  };
}
