import { assertNever } from '../../shared/assert-never.ts';
import {
  filesOfContent,
  type MessageContent,
  type MessageCreated,
  type RecalledContent,
} from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { peopleInContent } from '../../shared/model/people-in-content.ts';
import type { ChangeEvent } from './change-event.ts';
import { itemKey, storedContent, UNSUPPORTED_BODY } from './item.ts';
import { mentions } from './mentions.ts';
import type { ChangeTarget } from './queries/change-queries.ts';
import { ME } from './queries/person-queries.ts';
import type { WriterContext } from './writer-context.ts';
import { applyReaction, replaceReactions } from './writer-reactions.ts';

/** Items that quote a changed one and are told of it; beyond them only what is read anew shows the change. */
const MAX_QUOTING = 100;

/**
 * Applies a change that was not applied before, in whatever order changes come. Returns the keys of the items that look
 * different now. A target that is not on disk needs nothing: it is pulled with all its changes.
 */
export function applyChange(
  context: WriterContext,
  conversation: number,
  event: ChangeEvent,
): readonly string[] {
  const { changes } = context;
  const { seq } = event;
  const target = changes.target(conversation, event.target);
  if (!target || seq <= target.revision) return [];
  const key = itemKey(target);
  switch (event.kind) {
    case 'message.edited':
      if (event.content.type === 'recalled') recall(context, conversation, target, event.content, seq);
      else if (seq > target.contentSeq) rewrite(context, conversation, target, event.content, true, seq);
      return [key, ...quotingKeys(context, conversation, event.target)];
    case 'message.recalled':
      recall(context, conversation, target, whatIsLeft(context, target, event.sender), seq);
      return [key, ...quotingKeys(context, conversation, event.target)];
    case 'reaction.added':
    case 'reaction.removed':
      applyReaction(context, {
        conversation,
        target: event.target,
        emoji: event.emoji,
        person: context.people.num(event.sender),
        on: event.kind === 'reaction.added',
        seq,
      });
      return [key];
    case 'message.pinned':
    case 'message.unpinned':
      if (seq > target.pinSeq) changes.setPinned(target.id, event.kind === 'message.pinned', seq);
      return [key];
    default:
      return assertNever(event);
  }
}

/** Takes over what a pulled message carries: its changes up to its revision. True if that was news. */
export function applyRevision(context: WriterContext, conversation: number, event: MessageCreated): boolean {
  const revision = event.revision ?? 0;
  if (revision === 0) return false;
  const target = context.changes.target(conversation, event.seq);
  if (!target || revision <= target.revision) return false;
  if (event.content.type === 'recalled') {
    recall(context, conversation, target, event.content, revision);
    return true;
  }
  if (target.contentSeq <= revision)
    rewrite(context, conversation, target, event.content, event.edited === true, revision);
  if (target.pinSeq <= revision) context.changes.setPinned(target.id, event.pinned === true, revision);
  replaceReactions(context, conversation, event);
  context.changes.setRevision(target.id, revision);
  return true;
}

/** VER-3: takes over what a message says that came as `unsupported` before. True if that was news. */
export function learnContent(context: WriterContext, conversation: number, event: MessageCreated): boolean {
  const target = context.changes.target(conversation, event.seq);
  if (!target?.body.startsWith(UNSUPPORTED_BODY) || target.contentSeq > (event.revision ?? 0)) return false;
  if (event.content.type === 'unsupported' || event.content.type === 'recalled') return false;
  rewrite(context, conversation, target, event.content, event.edited === true, target.contentSeq);
  return true;
}

/** Replaces the content in the row and in the search index. */
export function rewrite(
  context: WriterContext,
  conversation: number,
  target: Pick<ChangeTarget, 'id' | 'sender' | 'body'>,
  content: MessageContent,
  edited: boolean,
  seq: number,
): void {
  context.changes.setContent(target.id, {
    body: JSON.stringify(content),
    edited,
    mentionsMe: target.sender !== ME && mentions(content, context.me),
    seq,
  });
  const { sender } = target;
  const before = { conversation, sender, content: storedContent(target.body) };
  context.index.replace(target.id, before, { conversation, sender, content });
  learnPeople(context, content);
}

/** Makes those whom a message names known as people whose names are wanted. */
export function learnPeople({ people }: WriterContext, content: MessageContent): void {
  for (const user of peopleInContent(content)) people.num(user);
}

function whatIsLeft({ people }: WriterContext, target: ChangeTarget, by: UserId): RecalledContent {
  return people.num(by) === target.sender ? { type: 'recalled' } : { type: 'recalled', by };
}

/** MSG-3: nothing of it is left, and nothing that was done to it before matters any more. */
function recall(
  context: WriterContext,
  conversation: number,
  target: ChangeTarget,
  content: RecalledContent,
  seq: number,
): void {
  for (const file of filesOfContent(storedContent(target.body))) context.forgotten.add(file);
  rewrite(context, conversation, target, content, false, seq);
  context.changes.setPinned(target.id, false, seq);
  context.changes.removeQuote(target.id);
  context.reactions.clear(conversation, target.seq, seq);
  context.changes.setRevision(target.id, seq);
}

function quotingKeys({ changes }: WriterContext, conversation: number, seq: number): string[] {
  return changes.quoting(conversation, seq, MAX_QUOTING).map(itemKey);
}
