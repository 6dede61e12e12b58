import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { Draft } from '../../shared/model/draft.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Handler } from './context.ts';
import { noConversation } from './refusals.ts';

/** Drafts read at once; a page mostly ends before. */
const PAGE = 50;

/** DRF-1, DRF-2, DRF-4. */
export const saveDraft: Handler<'draft.save'> = async (context, caller, { conversation, text, base }) => {
  const { storage, publisher, peers, writes } = context;
  const { user, device } = caller;
  return writes.track(async () => {
    const outcome = await storage.saveDraft({ user, conversation, text, base, device });
    switch (outcome.kind) {
      case 'saved': {
        const { revision, changed } = outcome;
        const draft = { conversation, text, revision };
        if (changed) {
          publisher.toUser(user, 'draft.changed', { draft }, caller);
          peers?.announce({ kind: 'draft', user, conversation, position: revision });
        }
        return { revision };
      }
      case 'conflict':
        return { revision: outcome.draft.revision, other: outcome.draft };
      case 'not-member':
        throw noConversation();
      case 'too-many':
        throw new AppError('too_many', 'as many drafts are kept as may be', { field: 'text' });
      default:
        return assertNever(outcome);
    }
  });
};

/** DRF-3. A page ends early where its frame would grow too large. */
export const pullDrafts: Handler<'draft.pull'> = async ({ storage }, { user }, { position }) => {
  const newest = await storage.position();
  const found = await storage.drafts(user, position, PAGE);
  const drafts: Draft[] = [];
  let bytes = 0;
  for (const draft of found) {
    bytes += Buffer.byteLength(JSON.stringify(draft));
    if (bytes > LIMITS.pageBytes && drafts.length > 0) break;
    drafts.push(draft);
  }
  const more = drafts.length < found.length || found.length === PAGE;
  const last = drafts.at(-1)?.revision ?? position;
  return { drafts, position: more ? last : Math.max(newest, last), more };
};
