import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import type { EventBody } from '../../../shared/ipc/contract.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { OwnPacketState, PacketContent, PacketTaker } from '../../../shared/model/packet.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { request } from '../bridge/client.ts';
import { usePeople } from './people.ts';

/** Red packets whose state is remembered; the one asked for longest ago is forgotten first, and asked for again. */
const MAX_KNOWN = 500;

export interface PacketPlace {
  readonly conversation: ConversationId;
  readonly seq: number;
}

/** Who took of the red packet that is open, as far as it has been read. */
export interface TakerList {
  readonly takers: readonly PacketTaker[];
  readonly more: boolean;
  readonly status: 'loading' | 'ready' | 'failed';
}

const UNREAD: TakerList = { takers: [], more: false, status: 'loading' };

/** How far red packets are taken, which the relay alone knows; and giving and taking them. */
export const usePackets = defineStore('packets', () => {
  const known = shallowReactive(new Map<string, OwnPacketState>());
  const list = shallowRef<TakerList>(UNREAD);
  /** My points; `null` while nobody looks at them, and while the relay cannot be reached. */
  const balance = shallowRef<number | null>(null);
  let isBalanceShown = false;
  let balanceReads = 0;
  let open: PacketPlace | null = null;
  let wanted = new Map<ConversationId, Set<number>>();

  function keyOf({ conversation, seq }: PacketPlace): string {
    return `${conversation} ${seq}`;
  }

  function learn(conversation: ConversationId, packet: OwnPacketState): void {
    const key = keyOf({ conversation, seq: packet.seq });
    known.delete(key);
    known.set(key, packet);
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  }

  /** Asks the relay how it stands; everything that is wanted in one turn of the page is one request for each conversation. */
  function ensure({ conversation, seq }: PacketPlace): void {
    if (wanted.size === 0) queueMicrotask(() => void ask());
    wanted.set(conversation, (wanted.get(conversation) ?? new Set()).add(seq));
  }

  /** Offline nothing is known, and nobody is told: it is asked again with the next session. */
  async function ask(): Promise<void> {
    const asked = wanted;
    wanted = new Map();
    for (const [conversation, all] of asked) {
      const seqs = [...all].slice(-LIMITS.packetStates);
      const answer = await request('packet.states', { conversation, seqs }).catch(() => undefined);
      for (const packet of answer?.packets ?? []) learn(conversation, packet);
    }
  }

  function apply({ conversation, packet, mine }: EventBody<'packet.changed'>): void {
    const before = known.get(keyOf({ conversation, seq: packet.seq }));
    // What is on nobody's screen is asked for when it is.
    if (before || mine !== undefined) learn(conversation, { ...packet, mine: mine ?? before?.mine ?? null });
    if (open?.conversation === conversation && open.seq === packet.seq) void readPage(true);
  }

  /** Takes a share, or tells what I took before. Rejects with the relay's refusal, or `offline`. */
  async function take(place: PacketPlace): Promise<OwnPacketState> {
    const { packet } = await request('packet.take', place);
    learn(place.conversation, packet);
    return packet;
  }

  async function send(conversation: ConversationId, content: PacketContent): Promise<void> {
    await request('message.send', { conversation, content });
  }

  async function readBalance(): Promise<void> {
    const turn = ++balanceReads;
    const answer = await request('points.get', {}).catch(() => null);
    // What was asked for first may be answered last.
    if (turn === balanceReads) balance.value = answer?.points ?? null;
  }

  /** Reads my points, and again whenever they have changed, until `hideBalance`. */
  function showBalance(): void {
    isBalanceShown = true;
    void readBalance();
  }

  function hideBalance(): void {
    isBalanceShown = false;
    balanceReads++;
    balance.value = null;
  }

  /** PKT-8. */
  function pointsChanged(): void {
    if (isBalanceShown) void readBalance();
  }

  async function readPage(fromStart: boolean): Promise<void> {
    const of = open;
    if (!of) return;
    const before = fromStart ? [] : list.value.takers;
    try {
      const page = await request('packet.takers', {
        ...of,
        after: before.length,
        limit: LIMITS.listPage,
      });
      if (open !== of) return;
      usePeople().ensure(page.takers.map(({ user }) => user));
      list.value = { takers: [...before, ...page.takers], more: page.more, status: 'ready' };
    } catch {
      if (open === of) list.value = { ...list.value, status: 'failed' };
    }
  }

  /** Reads who took of it, until `close`. */
  function show(place: PacketPlace): void {
    open = place;
    list.value = UNREAD;
    void readPage(true);
  }

  function close(): void {
    open = null;
    list.value = UNREAD;
  }

  async function loadMore(): Promise<void> {
    if (!list.value.more || list.value.status !== 'ready') return;
    list.value = { ...list.value, status: 'loading' };
    await readPage(false);
  }

  function stateOf(place: PacketPlace): OwnPacketState | undefined {
    return known.get(keyOf(place));
  }

  function reset(): void {
    known.clear();
    wanted.clear();
    close();
  }

  return {
    list,
    balance,
    ensure,
    apply,
    take,
    send,
    showBalance,
    hideBalance,
    pointsChanged,
    show,
    close,
    loadMore,
    stateOf,
    reset,
  };
});
