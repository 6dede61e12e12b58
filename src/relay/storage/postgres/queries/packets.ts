import type { Session } from '../session.ts';
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

/** Points, and red packets of them. */
export interface PacketQueries {
  points(account: number): Promise<number>;
  isOpened(account: number): Promise<boolean>;
  /** Writes the line, which gets this client id, and moves the points. Fails when somebody would have less than nothing. */
  order(clientId: ClientId, line: NewPointMove): Promise<void>;
  ordered(clientId: ClientId): Promise<PointOrder | undefined>;
  sums(): Promise<PointSums>;
  /** Writes the line and moves the points. Fails when somebody would have less than nothing. */
  move(line: NewPointMove): Promise<void>;
  add(conversation: number, sender: number, packet: StoredPacket): Promise<void>;
  get(conversation: number, seq: number): Promise<(StoredPacket & { readonly sender: number }) | undefined>;
  /** Of these messages, the red packets that the person may see. */
  seen(user: UserId, conversation: ConversationId, seqs: readonly number[]): Promise<SeenPacket[]>;
  setTaken(conversation: number, seq: number, taken: number, takenPoints: number): Promise<void>;
  setReturned(conversation: number, seq: number): Promise<void>;
  due(at: number, limit: number): Promise<DuePacket[]>;
  takers(conversation: number, seq: number, after: number, limit: number): Promise<PacketTaker[]>;
}

export function preparePackets(session: Session): PacketQueries {
  const points = session
    .prepare<[number], number>('SELECT points FROM point_balance WHERE account = ?')
    .pluck();
  const isOpened = session
    .prepare<[number], number>('SELECT 1 FROM point_move WHERE kind = 0 AND account = ?')
    .pluck();
  const note = session
    .prepare<[number, number, number | null, number | null, number, number], number>(
      'INSERT INTO point_move (kind, account, conversation, seq, points, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING key',
    )
    .pluck();
  const addOrder = session.prepare<[string, number]>(
    'INSERT INTO point_order (client_id, move) VALUES (?, ?)',
  );
  const ordered = session.prepare<[string], PointOrderRow>(
    `SELECT (SELECT id FROM account WHERE key = point_move.account) AS "user", kind, points
     FROM point_order JOIN point_move ON point_move.key = point_order.move WHERE client_id = ?`,
  );
  // These four walk a table: an administrator asks for them now and then.
  const granted = session
    .prepare<[], [number, number]>('SELECT kind, sum(points)::bigint FROM point_move GROUP BY kind')
    .raw();
  const wrong = session
    .prepare<[number], number>(
      `SELECT account FROM point_move GROUP BY account
       HAVING ${GAIN_OF_LINES} <> coalesce((SELECT points FROM point_balance WHERE account = point_move.account), 0)
       LIMIT ?`,
    )
    .pluck();
  const held = session
    .prepare<[], number>('SELECT coalesce(sum(points), 0)::bigint FROM point_balance')
    .pluck();
  const inPackets = session
    .prepare<[], number>(
      `SELECT coalesce(sum(points - taken_points), 0)::bigint FROM packet WHERE returned = 0 AND taken < shares`,
    )
    .pluck();
  const open = session.prepare<[number]>(
    'INSERT INTO point_balance (account, points) VALUES (?, 0) ON CONFLICT DO NOTHING',
  );
  const gain = session.prepare<[number, number]>(
    'UPDATE point_balance SET points = points + ? WHERE account = ?',
  );
  const add = session.prepare<[number, number, number, string, number, number, number]>(
    'INSERT INTO packet (conversation, seq, sender, split, shares, points, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const get = session.prepare<[number, number], PacketRow>(
    `SELECT seq, sender, split, shares, points, taken, taken_points AS "takenPoints", expires_at AS "expiresAt", returned
     FROM packet WHERE conversation = ? AND seq = ?`,
  );
  const seen = session.prepare<[string, readonly number[], string], SeenPacketRow>(
    `SELECT packet.conversation, member.account, (member.role IS NOT NULL)::int AS present, packet.seq, packet.sender, split, shares,
       packet.points, taken, taken_points AS "takenPoints", expires_at AS "expiresAt", returned,
       (SELECT points FROM point_move WHERE kind = 2 AND conversation = packet.conversation AND seq = packet.seq
         AND account = member.account) AS mine
     FROM account
     JOIN conversation ON conversation.id = ?
     JOIN member ON member.conversation = conversation.key AND member.account = account.key
     JOIN packet ON packet.conversation = conversation.key AND packet.seq = ANY(?)
     WHERE account.id = ? AND account.deactivated_at IS NULL AND EXISTS (
       SELECT 1 FROM membership
       WHERE membership.conversation = packet.conversation AND membership.account = member.account
         AND packet.seq >= membership.joined_seq AND packet.seq <= coalesce(membership.left_seq, packet.seq))
     ORDER BY packet.seq`,
  );
  const setTaken = session.prepare<[number, number, number, number]>(
    'UPDATE packet SET taken = ?, taken_points = ? WHERE conversation = ? AND seq = ?',
  );
  const setReturned = session.prepare<[number, number]>(
    'UPDATE packet SET returned = 1 WHERE conversation = ? AND seq = ?',
  );
  const due = session.prepare<[number, number], DuePacket>(
    `SELECT conversation, seq, (SELECT id FROM conversation WHERE key = packet.conversation) AS id
     FROM packet WHERE returned = 0 AND taken < shares AND expires_at <= ? ORDER BY expires_at LIMIT ?`,
  );
  const takers = session.prepare<[number, number, number, number], PacketTaker>(
    `SELECT (SELECT id FROM account WHERE key = point_move.account) AS "user", points, at
     FROM point_move WHERE kind = 2 AND conversation = ? AND seq = ? ORDER BY key LIMIT ? OFFSET ?`,
  );
  async function move({ move: kind, account, packet, points: moved, at }: NewPointMove): Promise<number> {
    const place = [packet?.conversation ?? null, packet?.seq ?? null] as const;
    const key = await note.get(POINT_MOVES.indexOf(kind), account, ...place, moved, at);
    await open.run(account);
    await gain.run(gainOf(kind, moved), account);
    return key ?? 0;
  }

  return {
    points: async (account) => (await points.get(account)) ?? 0,
    isOpened: async (account) => (await isOpened.get(account)) !== undefined,
    async move(line) {
      await move(line);
    },
    order: async (clientId, line) => addOrder.run(clientId, await move(line)),
    ordered: async (clientId) => toPointOrder(await ordered.get(clientId)),
    sums: async () => ({
      ...toGranted(await granted.all()),
      held: (await held.get()) ?? 0,
      inPackets: (await inPackets.get()) ?? 0,
      wrong: (await wrong.all(WRONG_COUNTED)).length,
    }),
    add: (conversation, sender, { seq, split, shares, points: all, expiresAt }) =>
      add.run(conversation, seq, sender, split, shares, all, expiresAt),
    async get(conversation, seq) {
      const row = await get.get(conversation, seq);
      return row && { ...row, returned: row.returned === 1 };
    },
    seen: async (user, conversation, seqs) => (await seen.all(conversation, seqs, user)).map(toSeenPacket),
    setTaken: (conversation, seq, taken, takenPoints) => setTaken.run(taken, takenPoints, conversation, seq),
    setReturned: (conversation, seq) => setReturned.run(conversation, seq),
    due: (at, limit) => due.all(at, limit),
    takers: (conversation, seq, after, limit) => takers.all(conversation, seq, limit, after),
  };
}
