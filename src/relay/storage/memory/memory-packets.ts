import { AppError } from '../../../shared/errors.ts';
import type { KnownEvent } from '../../../shared/model/event.ts';
import type { ClientId, ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { OwnPacketState, PacketState, PacketTaker } from '../../../shared/model/packet.ts';
import {
  decideTake,
  gainOf,
  packetState,
  packetToStore,
  POINT_MOVES,
  type PointMove,
  type PointOrder,
  type StoredPacket,
} from '../packet-decision.ts';
import {
  type PacketPlace,
  type PointsHeld,
  type PointSums,
  type TakeOutcome,
  type TakeRequest,
  WRONG_COUNTED,
} from '../packet-port.ts';
import type { MemoryConversation } from './memory-conversation.ts';

interface MemoryPacket {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  stored: StoredPacket;
  readonly takers: Map<UserId, PacketTaker>;
}

/** Points, and red packets of them, in plain objects. */
export class MemoryPackets {
  readonly #ledger: PointOrder[] = [];
  /** What administrators have moved. */
  readonly #orders = new Map<ClientId, PointOrder>();
  readonly #points = new Map<UserId, number>();
  readonly #packets = new Map<string, MemoryPacket>();

  pointsOf(user: UserId): number {
    return this.#points.get(user) ?? 0;
  }

  open(user: UserId, opening: number): number {
    if (opening > 0 && !this.held(user).opened) this.#move({ move: 'opening', user, points: opening });
    return this.pointsOf(user);
  }

  held(user: UserId): PointsHeld {
    const opened = this.#ledger.some((line) => line.move === 'opening' && line.user === user);
    return { points: this.pointsOf(user), opened };
  }

  orderOf(clientId: ClientId): PointOrder | undefined {
    return this.#orders.get(clientId);
  }

  /** PKT-8. */
  order(clientId: ClientId, { user, move, points }: PointOrder): void {
    const line = { user, move, points };
    this.#move(line);
    this.#orders.set(clientId, line);
  }

  sums(): PointSums {
    const byMove = new Map<PointMove, number>(POINT_MOVES.map((move) => [move, 0]));
    const byUser = new Map<UserId, number>();
    for (const { move, user, points } of this.#ledger) {
      byMove.set(move, (byMove.get(move) ?? 0) + points);
      byUser.set(user, (byUser.get(user) ?? 0) + gainOf(move, points));
    }
    const open = [...this.#packets.values()].filter(({ stored }) => packetState(stored).phase === 'open');
    return {
      opening: byMove.get('opening') ?? 0,
      given: byMove.get('given') ?? 0,
      takenBack: byMove.get('takenBack') ?? 0,
      held: [...this.#points.values()].reduce((all, points) => all + points, 0),
      inPackets: open.reduce((all, { stored }) => all + stored.points - stored.takenPoints, 0),
      wrong: Math.min(
        WRONG_COUNTED,
        [...byUser].filter(([user, gain]) => this.pointsOf(user) !== gain).length,
      ),
    };
  }

  /** PKT-2. */
  send(event: KnownEvent): void {
    const stored = packetToStore(event);
    if (!stored) return;
    const { conversation, sender } = event;
    this.#packets.set(keyOf(conversation, event.seq), { conversation, sender, stored, takers: new Map() });
    this.#move({ move: 'sent', user: sender, points: stored.points });
  }

  /** PKT-4. */
  giveBack(conversation: ConversationId, seq: number): void {
    const packet = this.#packets.get(keyOf(conversation, seq));
    if (!packet || packetState(packet.stored).phase !== 'open') return;
    packet.stored = { ...packet.stored, returned: true };
    const points = packet.stored.points - packet.stored.takenPoints;
    this.#move({ move: 'returned', user: packet.sender, points });
  }

  take(conversation: MemoryConversation | undefined, request: TakeRequest): TakeOutcome {
    const { user, seq, at, chance } = request;
    const packet = conversation?.members.get(user)?.role ? this.#visible(conversation, user, seq) : undefined;
    const mine = packet?.takers.get(user)?.points ?? null;
    const decision = decideTake({ packet: packet?.stored, mine }, at, chance);
    if (!packet || decision.kind === 'no-packet') return { kind: 'no-packet' };
    if (decision.kind === 'answer') return { kind: 'packet', packet: decision.packet, fresh: false };
    const { points } = decision;
    const { taken, takenPoints } = decision.packet;
    packet.stored = { ...packet.stored, taken, takenPoints };
    packet.takers.set(user, { user, points, at });
    this.#move({ move: 'taken', user, points });
    return { kind: 'packet', packet: decision.packet, fresh: true };
  }

  state(conversation: ConversationId, seq: number): PacketState | undefined {
    const packet = this.#packets.get(keyOf(conversation, seq));
    return packet && packetState(packet.stored);
  }

  states(
    conversation: MemoryConversation | undefined,
    user: UserId,
    seqs: readonly number[],
  ): OwnPacketState[] {
    return seqs.flatMap((seq) => {
      const packet = this.#visible(conversation, user, seq);
      return packet ? [{ ...packetState(packet.stored), mine: packet.takers.get(user)?.points ?? null }] : [];
    });
  }

  takers(
    conversation: MemoryConversation | undefined,
    user: UserId,
    seq: number,
    after: number,
    limit: number,
  ): { takers: PacketTaker[]; more: boolean } {
    const all = [...(this.#visible(conversation, user, seq)?.takers.values() ?? [])];
    return { takers: all.slice(after, after + limit), more: all.length > after + limit };
  }

  giveBackDue(at: number, limit: number): PacketPlace[] {
    return [...this.#packets.values()]
      .filter(({ stored }) => packetState(stored).phase === 'open' && stored.expiresAt <= at)
      .sort((a, b) => a.stored.expiresAt - b.stored.expiresAt)
      .slice(0, limit)
      .map((packet) => {
        this.giveBack(packet.conversation, packet.stored.seq);
        return { conversation: packet.conversation, seq: packet.stored.seq };
      });
  }

  #visible(
    conversation: MemoryConversation | undefined,
    user: UserId,
    seq: number,
  ): MemoryPacket | undefined {
    const packet = conversation && this.#packets.get(keyOf(conversation.id, seq));
    return packet && conversation.messageFor(user, seq) ? packet : undefined;
  }

  #move(line: PointOrder): void {
    const left = this.pointsOf(line.user) + gainOf(line.move, line.points);
    if (left < 0) throw new AppError('internal', 'somebody would have less than nothing');
    this.#ledger.push(line);
    this.#points.set(line.user, left);
  }
}

function keyOf(conversation: ConversationId, seq: number): string {
  return `${conversation} ${seq}`;
}
