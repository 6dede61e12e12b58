import {
  intersectRanges,
  normalizeRanges,
  rangeIndexAt,
  type RangeSet,
} from '../../../shared/model/range-set.ts';
import type { ConversationState } from '../conversation-state.ts';
import { DeltaBuilder } from '../delta.ts';
import { ITEM_KIND, ITEM_STATE } from '../item.ts';
import type { StoreDelta } from '../store-delta.ts';
import type { RecoveryRow, SalvageConversation } from '../queries/recovery-queries.ts';
import type { SalvageQueries } from '../queries/salvage-queries.ts';
import { learnPeople } from '../writer-changes.ts';
import { refreshPreview, saveState } from '../writer-context.ts';
import { createOldPeople } from './old-people.ts';
import { OldItem, OldReaction } from './old-rows.ts';
import type { OldStore } from './old-store.ts';
import { restoreUnsent, type SalvageTarget } from './own-data.ts';

/** Listing reads no text: so many rows cost as much as one that is taken over. */
const LISTED_PER_ITEM = 10;

/** What a step has done. */
export interface SalvageStep {
  readonly delta: StoreDelta;
  readonly more: boolean;
}

/** Takes the history of a damaged file over, step by step; where it is, the new file knows. */
export interface HistorySalvage {
  /** One transaction of at most `limit` items. `more` is false once there is nothing left to do. */
  step(limit: number): SalvageStep;
  close(): void;
}

/**
 * First lists what can be read, whatever else is damaged, by the numbers of the rows and by no index. Then takes over one
 * conversation after the other, that with the newest message first. An item that the relay has given meanwhile stays as it is.
 */
export function createHistorySalvage(
  target: SalvageTarget & { readonly salvage: SalvageQueries },
  /** `undefined`: the old file is gone. */
  openOld: (name: string) => OldStore | undefined,
): HistorySalvage {
  const { context, recovery, salvage } = target;
  let source: { readonly old: OldStore; readonly people: ReturnType<typeof createOldPeople> } | undefined;

  function open(name: string): typeof source {
    if (source) return source;
    const old = openOld(name);
    return (source = old && { old, people: createOldPeople(old, context) });
  }

  function list(row: RecoveryRow, old: OldStore, limit: number): SalvageStep {
    const before = old.lost();
    let { cursor, unsent } = row;
    let listed = 0;
    for (const item of old.rows('item', cursor)) {
      cursor = Number(item['place']);
      const { conversation, seq } = item;
      if (typeof conversation === 'number' && typeof seq === 'number')
        recovery.addItem(conversation, seq, cursor);
      else if (row.unsentWhole === 0 && restoreUnsent(old, target, item)) unsent += 1;
      if (++listed >= limit) break;
    }
    const whole = row.whole === 1 && old.lost() === before ? 1 : 0;
    recovery.put({ ...row, cursor, unsent, whole, step: listed < limit ? 'items' : 'list' });
    return { delta: new DeltaBuilder().build(), more: true };
  }

  function takeOver(row: RecoveryRow, from: NonNullable<typeof source>, limit: number): SalvageStep {
    const conversation = recovery.nextConversation();
    const state = conversation && context.conversations.load(conversation.id);
    if (!conversation) return finish(row);
    const rows = state ? recovery.items(conversation.num, limit) : [];
    let { whole, messages } = row;
    for (const { id, seq } of rows) {
      const outcome = state ? restore(from, conversation, state, id, seq) : 'lost';
      if (outcome === 'lost') whole = 0;
      else if (outcome === 'message') messages += 1;
    }
    const last = rows.at(-1);
    if (last) recovery.removeItems(conversation.num, last.seq);
    recovery.put({ ...row, whole, messages });
    if (rows.length === limit) return { delta: new DeltaBuilder().build(), more: true };
    recovery.removeConversation(conversation.num);
    const delta = new DeltaBuilder();
    if (state) settle(conversation, state, whole === 1, delta);
    return { delta: delta.build(), more: true };
  }

  /**
   * What was held there is held again, as far as nothing of it was lost. What was pulled meanwhile is pulled once more: an
   * edit or a recall in it may be about an item that was not here then.
   */
  function settle(
    { held }: SalvageConversation,
    state: ConversationState,
    whole: boolean,
    delta: DeltaBuilder,
  ): void {
    const there = whole ? held : intersectRanges(held, normalizeRanges(salvage.heldSeqs(state.num)));
    // What came out of an archive no relay can give again.
    const stays = there.map(([joined, left]) => ({ joined, left }));
    const memberships = context.archives.archived(state.num) ? stays : state.memberships;
    saveState(context, { ...state, memberships, held: there });
    refreshPreview(context, state.num);
    delta.conversation(state.id).reset(state.id);
  }

  function restore(
    { old, people }: NonNullable<typeof source>,
    { num, held }: SalvageConversation,
    state: ConversationState,
    place: number,
    seq: number,
  ): 'message' | 'other' | 'lost' {
    const row = old.row('item', place);
    const item = row && OldItem.safeParse(row).data;
    if (!row || item?.seq !== seq || item.conversation !== num) return 'lost';
    if (context.items.has(state.num, seq)) return 'other';
    const sender = people.num(item.sender);
    if (sender === undefined) return 'lost';
    const isMessage = item.kind === ITEM_KIND.message;
    // It is in the outbox again, and will be known as this one as soon as the relay says so.
    if (isMessage && sender === 1 && context.items.own(state.num, item.client_id)) return 'other';
    const revision = allAppliedUpTo(held, seq);
    const reactions = isMessage ? old.reactions(num, seq) : [];
    // Which of its reactions are later than a hole cannot be told, and would be counted twice.
    if (reactions.length > 0 && revision !== held.at(-1)?.[1]) return 'lost';
    const id = context.places.take(item.at);
    context.items.insert({
      id,
      conversation: state.num,
      seq,
      sender,
      at: item.at,
      kind: item.kind,
      state: ITEM_STATE.sent,
      queued: null,
      clientId: isMessage ? item.client_id : null,
      body: JSON.stringify(item.body),
      quote: item.quote ?? null,
      mentionsMe: isMessage && item.mentions_me === 1,
      receipt: item.receipt === 1,
    });
    if (!isMessage) return 'other';
    salvage.setChanges(id, { ...item, revision: Math.max(item.revision, revision) });
    for (const reaction of reactions) restoreReaction(people, state.num, seq, reaction);
    context.index.add(id, { conversation: state.num, sender, content: item.body });
    learnPeople(context, item.body);
    return 'message';
  }

  function restoreReaction(
    people: ReturnType<typeof createOldPeople>,
    conversation: number,
    target: number,
    row: unknown,
  ): void {
    const word = OldReaction.safeParse(row).data;
    if (!word) return;
    // 0 stands for all who are only counted.
    const person = word.person === 0 ? 0 : people.num(word.person);
    if (person !== undefined) context.reactions.say(conversation, target, word.emoji, person, word);
  }

  function finish(row: RecoveryRow): SalvageStep {
    recovery.clear();
    recovery.put({ ...row, step: 'done' });
    source?.old.close();
    source = undefined;
    return { delta: new DeltaBuilder().build(), more: false };
  }

  return {
    step(limit) {
      const row = recovery.get();
      if (!row || row.step === 'done') return { delta: new DeltaBuilder().build(), more: false };
      const from = open(row.file);
      if (!from) return finish(row);
      return row.step === 'list' ? list(row, from.old, limit * LISTED_PER_ITEM) : takeOver(row, from, limit);
    },
    close() {
      source?.old.close();
      source = undefined;
    },
  };
}

/** Every event from `seq` up to here was on disk, so every change of the item up to here is part of it. */
function allAppliedUpTo(held: RangeSet, seq: number): number {
  const range = held[rangeIndexAt(held, seq)];
  return range && range[0] <= seq ? range[1] : 0;
}
