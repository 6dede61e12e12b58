import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Draft } from '../../shared/model/draft.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { Store } from '../store/port.ts';
import { backoffMs } from './backoff.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Inbox } from './inbox.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

/** DRF-5: from what was written to its being saved; all that is written meanwhile goes with it. ms. */
const SAVE_MS = 1_000;
/** More conversations than anybody leaves half-written. */
const MAX_UNSAVED = 1_000;

/** Keeps drafts equal on all devices of the person, and never replaces what is being written here. */
export interface DraftSync {
  /** Something was written. Saved within a second, or with the next session. */
  wrote(): void;
  /** What the relay tells of another device's. */
  apply(draft: Draft): Promise<void>;
  /**
   * A conversation is known, or the person's place in it may be another: what the relay would not have there, it may have now, and what
   * came too early is asked for again.
   */
  headChanged(conversation: ConversationId): void;
  /** A session of a relay that keeps drafts has caught up: pulls what changed and saves what waits. */
  attach(session: RelaySession): void;
  detach(): void;
}

export interface DraftSyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly inbox: Inbox;
  readonly feed: Pick<ChangeFeed, 'add'>;
  readonly logger: Logger;
}

export function createDraftSync({ store, clock, random, inbox, feed, logger }: DraftSyncDeps): DraftSync {
  let session: RelaySession | undefined;
  let cancelTimer: (() => void) | undefined;
  let working = false;
  let again = false;
  let pulled = false;
  let failures = 0;
  /** Texts that the relay will not have: not asked again in this session unless they change. */
  const refused = new Map<ConversationId, string>();

  /** One has come of a conversation that this device does not know: somebody began to write before we have heard of it. */
  let early = false;

  async function arrive(drafts: readonly Draft[], position: number | null): Promise<void> {
    feed.add(await store.write.applyDrafts(drafts, position));
    for (const { conversation } of drafts) {
      if ((await store.read.draft(conversation)) === undefined) early = true;
    }
  }

  async function pull(from: RelaySession): Promise<void> {
    early = false;
    let position = await store.read.draftPosition();
    for (;;) {
      let applied: Promise<void> = Promise.resolve();
      const page = await from.request(
        'draft.pull',
        { position },
        {
          inOrder: ({ drafts, position: next }) => {
            applied = inbox.add(() => arrive(drafts, early ? null : next));
          },
        },
      );
      await applied;
      if (!page.more || page.position <= position) return;
      position = page.position;
    }
  }

  async function save(to: RelaySession, conversation: ConversationId): Promise<void> {
    const draft = await store.read.draft(conversation);
    if (!draft?.unsaved || draft.other || refused.get(conversation) === draft.text) return;
    const { text, revision: base } = draft;
    let applied: Promise<void> = Promise.resolve();
    try {
      await to.request(
        'draft.save',
        { conversation, text, base },
        {
          // Before the push of what another device stores next.
          inOrder: ({ revision, other }) => {
            applied = inbox.add(async () => {
              // What is written here may hold all of the other: then it is saved upon that.
              if (other) within(SAVE_MS);
              feed.add(
                other
                  ? await store.write.applyDrafts([other], null)
                  : await store.write.draftSaved(conversation, text, revision),
              );
            });
          },
        },
      );
    } catch (error) {
      const { code, retry } = AppError.from(error);
      if (isLinkFailure(error) || retry !== 'never') throw error;
      logger.info({ conversation, error: code }, 'a draft stays on this device');
      refused.set(conversation, text);
      return;
    }
    refused.delete(conversation);
    await applied;
  }

  async function work(to: RelaySession): Promise<void> {
    if (!pulled) await pull(to);
    pulled = true;
    for (const conversation of await store.read.unsavedDrafts(MAX_UNSAVED)) {
      if (!to.alive) return;
      await save(to, conversation);
    }
    failures = 0;
  }

  function run(): void {
    cancelTimer = undefined;
    const to = session;
    if (!to) return;
    if (working) {
      again = true;
      return;
    }
    working = true;
    work(to)
      .catch((error: unknown) => {
        if (isLinkFailure(error) || !to.alive) return;
        failures += 1;
        logger.warn({ err: error, failures }, 'drafts could not be saved');
        within(backoffMs(failures, random, AppError.from(error).retryAfterMs ?? SAVE_MS));
      })
      .finally(() => {
        working = false;
        if (again) within(0);
        again = false;
      });
  }

  function within(ms: number): void {
    if (session) cancelTimer ??= clock.schedule(ms, run);
  }

  return {
    wrote: () => within(SAVE_MS),
    async apply(draft) {
      await arrive([draft], null);
      // A choice may be none any more: what was emptied elsewhere no longer stands beside what is written here.
      within(SAVE_MS);
    },
    headChanged(conversation) {
      if (refused.delete(conversation)) within(SAVE_MS);
      if (!early) return;
      pulled = false;
      within(0);
    },
    attach(next) {
      session = next;
      pulled = false;
      within(0);
    },
    detach() {
      session = undefined;
      cancelTimer?.();
      cancelTimer = undefined;
      refused.clear();
    },
  };
}
