import type Database from 'better-sqlite3';
import type { ClientId, ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { PacketTaker } from '../../../../shared/model/packet.ts';
import { gainOf, POINT_MOVES, type PointOrder, type StoredPacket } from '../../packet-decision.ts';
import { type PointSums, WRONG_COUNTED } from '../../packet-port.ts';
import {
  type DuePacket,
  GAIN_OF_LINES,
  type NewPointMove,
  type PacketRow,
  type PointOrderRow,
  type SeenPacket,
  type SeenPacketRow,
  toGranted,
  toPointOrder,
  toSeenPacket,
} from '../../rows/packet.ts';
import { uuidToBytes } from '../uuid-bytes.ts';

/** Points, and red packets of them. */
export interface PacketQueries {
  points(account: number): number;
  isOpened(account: number): boolean;
  /** Writes the line, which gets this client id, and moves the points. Fails when somebody would have less than nothing. */
  order(clientId: ClientId, line: NewPointMove): void;
  ordered(clientId: ClientId): PointOrder | undefined;
  sums(): PointSums;
  /** Writes the line and moves the points. Fails when somebody would have less than nothing. */
  move(line: NewPointMove): void;
  add(conversation: number, sender: number, packet: StoredPacket): void;
  get(conversation: number, seq: number): (StoredPacket & { readonly sender: number }) | undefined;
  /** Of these messages, the red packets that the person may see. */
  seen(user: UserId, conversation: ConversationId, seqs: readonly number[]): SeenPacket[];
  setTaken(conversation: number, seq: number, taken: number, takenPoints: number): void;
  setReturned(conversation: number, seq: number): void;
  due(at: number, limit: number): DuePacket[];
  takers(conversation: number, seq: number, after: number, limit: number): PacketTaker[];
}

export function preparePackets(database: Database.Database): PacketQueries {
  const points = database
    .prepare<[number], number>('SELECT points FROM point_balance WHERE account = ?')
    .pluck();
  const isOpened = database
    .prepare<[number], number>('SELECT 1 FROM point_move WHERE kind = 0 AND account = ?')
    .pluck();
  const note = database.prepare<[number, number, number | null, number | null, number, number]>(
    'INSERT INTO point_move (kind, account, conversation, seq, points, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addOrder = database.prepare<[Buffer, number | bigint]>(
    'INSERT INTO point_order (client_id, move) VALUES (?, ?)',
  );
  const ordered = database.prepare<[Buffer], PointOrderRow>(
    `SELECT (SELECT id FROM account WHERE key = point_move.account) AS user, kind, points
     FROM point_order JOIN point_move ON point_move.key = point_order.move WHERE client_id = ?`,
  );
  // These four walk a table: an administrator asks for them now and then.
  const granted = database
    .prepare<[], [number, number]>('SELECT kind, sum(points) FROM point_move WHERE key > 0 GROUP BY kind')
    .raw();
  const wrong = database
    .prepare<[number], number>(
      `SELECT account FROM point_move WHERE key > 0 GROUP BY account
       HAVING ${GAIN_OF_LINES} <> coalesce((SELECT points FROM point_balance WHERE account = point_move.account), 0)
       LIMIT ?`,
    )
    .pluck();
  const held = database
    .prepare<[], number>('SELECT coalesce(sum(points), 0) FROM point_balance WHERE account > 0')
    .pluck();
  const inPackets = database
    .prepare<[], number>(
      `SELECT coalesce(sum(points - taken_points), 0) FROM packet
       WHERE returned = 0 AND taken < shares AND expires_at > 0`,
    )
    .pluck();
  const open = database.prepare<[number]>(
    'INSERT INTO point_balance (account, points) VALUES (?, 0) ON CONFLICT DO NOTHING',
  );
  const gain = database.prepare<[number, number]>(
    'UPDATE point_balance SET points = points + ? WHERE account = ?',
  );
  const add = database.prepare<[number, number, number, string, number, number, number]>(
    'INSERT INTO packet (conversation, seq, sender, split, shares, points, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const get = database.prepare<[number, number], PacketRow>(
    `SELECT seq, sender, split, shares, points, taken, taken_points AS takenPoints, expires_at AS expiresAt, returned
     FROM packet WHERE conversation = ? AND seq = ?`,
  );
  const seen = database.prepare<[string, number, string], SeenPacketRow>(
    `SELECT packet.conversation, member.account, member.role IS NOT NULL AS present, packet.seq, packet.sender, split, shares,
       packet.points, taken, taken_points AS takenPoints, expires_at AS expiresAt, returned,
       (SELECT points FROM point_move WHERE kind = 2 AND conversation = packet.conversation AND seq = packet.seq
         AND account = member.account) AS mine
     FROM account
     JOIN conversation ON conversation.id = ?
     JOIN member ON member.conversation = conversation.key AND member.account = account.key
     JOIN packet ON packet.conversation = conversation.key AND packet.seq = ?
     WHERE account.id = ? AND account.deactivated_at IS NULL AND EXISTS (
       SELECT 1 FROM membership
       WHERE membership.conversation = packet.conversation AND membership.account = member.account
         AND packet.seq >= membership.joined_seq AND packet.seq <= coalesce(membership.left_seq, packet.seq))`,
  );
  const setTaken = database.prepare<[number, number, number, number]>(
    'UPDATE packet SET taken = ?, taken_points = ? WHERE conversation = ? AND seq = ?',
  );
  const setReturned = database.prepare<[number, number]>(
    'UPDATE packet SET returned = 1 WHERE conversation = ? AND seq = ?',
  );
  const due = database.prepare<[number, number], DuePacket>(
    `SELECT conversation, seq, (SELECT id FROM conversation WHERE key = packet.conversation) AS id
     FROM packet WHERE returned = 0 AND taken < shares AND expires_at <= ? ORDER BY expires_at LIMIT ?`,
  );
  const takers = database.prepare<[number, number, number, number], PacketTaker>(
    `SELECT (SELECT id FROM account WHERE key = point_move.account) AS user, points, at
     FROM point_move WHERE kind = 2 AND conversation = ? AND seq = ? ORDER BY key LIMIT ? OFFSET ?`,
  );
  function move({ move: kind, account, packet, points: moved, at }: NewPointMove): number | bigint {
    const place = [packet?.conversation ?? null, packet?.seq ?? null] as const;
    const { lastInsertRowid } = note.run(POINT_MOVES.indexOf(kind), account, ...place, moved, at);
    open.run(account);
    gain.run(gainOf(kind, moved), account);
    return lastInsertRowid;
  }

  return {
    points: (account) => points.get(account) ?? 0,
    isOpened: (account) => isOpened.get(account) !== undefined,
    move: (line) => void move(line),
    order: (clientId, line) => void addOrder.run(uuidToBytes(clientId), move(line)),
    ordered: (clientId) => toPointOrder(ordered.get(uuidToBytes(clientId))),
    sums: () => ({
      ...toGranted(granted.all()),
      held: held.get() ?? 0,
      inPackets: inPackets.get() ?? 0,
      wrong: wrong.all(WRONG_COUNTED).length,
    }),
    add: (conversation, sender, { seq, split, shares, points: all, expiresAt }) =>
      void add.run(conversation, seq, sender, split, shares, all, expiresAt),
    get(conversation, seq) {
      const row = get.get(conversation, seq);
      return row && { ...row, returned: row.returned === 1 };
    },
    seen: (user, conversation, seqs) =>
      seqs.flatMap((seq) => seen.all(conversation, seq, user)).map(toSeenPacket),
    setTaken: (conversation, seq, taken, takenPoints) =>
      void setTaken.run(taken, takenPoints, conversation, seq),
    setReturned: (conversation, seq) => void setReturned.run(conversation, seq),
    due: (at, limit) => due.all(at, limit),
    takers: (conversation, seq, after, limit) => takers.all(conversation, seq, limit, after),
  };
}
