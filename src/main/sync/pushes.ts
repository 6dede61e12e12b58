import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { isMessage, type TimelineEvent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { Push, PushBody } from '../../shared/protocol/pushes.ts';
import { MAX_PUSHES, type WritableStore } from '../store/port.ts';
import type { Backfill } from './backfill.ts';
import type { CatchUp } from './catch-up.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ChannelSync } from './channel-sync.ts';
import type { DraftSync } from './draft-sync.ts';
import type { Freshener } from './freshener.ts';
import type { GapRepair } from './gap-repair.ts';
import type { History } from './history.ts';
import type { Inbox } from './inbox.ts';
import type { PeopleDirectory } from './people-directory.ts';
import type { Presence } from './presence.ts';
import type { ProfileSync } from './profile-sync.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import type { Reporter } from './reporter.ts';

/** Events that one write takes: half of what a commit costs is the same for one and for five hundred. */
const MAX_EVENTS = MAX_PUSHES;

export interface PushesDeps {
  readonly write: WritableStore;
  readonly me: UserId;
  readonly inbox: Inbox;
  readonly backfill: Backfill;
  readonly history: Pick<History, 'pushed'>;
  readonly feed: ChangeFeed;
  readonly catchUp: CatchUp;
  readonly freshener: Freshener;
  readonly gaps: GapRepair;
  readonly people: PeopleDirectory;
  readonly profiles: Pick<ProfileSync, 'apply'>;
  readonly receipts: ReceiptRefresh;
  readonly reporter: Reporter;
  readonly presence: Pick<Presence, 'changed'>;
  readonly channels: Pick<ChannelSync, 'apply'>;
  /** Another event has a seq that is on disk (SYN-11). */
  readonly onContradiction: (session: RelaySession) => Promise<void>;
  readonly drafts: Pick<DraftSync, 'apply' | 'headChanged'>;
  readonly onTyping: (body: PushBody<'typing.started'>) => void;
  readonly onPacket: (body: PushBody<'packet.changed'>) => void;
  readonly onPoints: (body: PushBody<'points.changed'>) => void;
  readonly logger: Logger;
}

/**
 * Applies pushes in the order of the wire. What cannot be stored ends the session, and nothing of that session is applied
 * after it: the next one starts from the stored position, so nothing is lost.
 */
export function createPushes(deps: PushesDeps): (push: Push, session: RelaySession) => void {
  const {
    write,
    me,
    inbox,
    feed,
    backfill,
    history,
    catchUp,
    freshener,
    gaps,
    people,
    profiles,
    receipts,
    reporter,
    presence,
    channels,
    onContradiction,
    drafts,
    onTyping,
    onPacket,
    onPoints,
    logger,
  } = deps;

  async function applyEvents(events: readonly TimelineEvent[], session: RelaySession): Promise<void> {
    history.pushed(events);
    const { delta, outcomes } = await write.applyPushes(events);
    feed.add(delta);
    for (const [index, event] of events.entries()) {
      const outcome = outcomes[index];
      if (outcome === 'conflict') {
        await onContradiction(session);
        return;
      }
      if (outcome === 'gap') gaps.found(event.conversation, event.seq);
      if (outcome !== 'applied') continue;
      if (!isMessage(event) || event.sender !== me) reporter.stored(event.conversation);
      else receipts.want(event.conversation, [event.seq]);
    }
    backfill.traffic(events.length);
    people.check();
  }

  const addEvent = inbox.gathering<{ readonly event: TimelineEvent; readonly session: RelaySession }>(
    MAX_EVENTS,
    async (all) => {
      const live = all.filter(({ session }) => session.alive);
      const newest = live.at(-1);
      if (newest)
        await applyEvents(
          live.map(({ event }) => event),
          newest.session,
        );
    },
  );

  async function apply(push: Exclude<Push, { push: 'timeline.appended' }>): Promise<void> {
    switch (push.push) {
      case 'timeline.noticed':
        receipts.renew(push.body.conversation);
        gaps.noticed();
        return;
      case 'conversation.changed': {
        const head = push.body.conversation;
        feed.add(await write.applyHeads([head], null));
        reporter.learn(head);
        drafts.headChanged(head.id);
        people.check();
        void freshener.freshen([head.id]).then(() => backfill.check());
        return;
      }
      case 'receipt.updated':
        feed.add(await write.applyReceipts(push.body.conversation, push.body.counts));
        return;
      case 'read.updated': {
        const { conversation, headSeq, read, unread } = push.body;
        feed.add(await write.applyRead(conversation, headSeq, read, unread));
        return;
      }
      case 'sync.checkpoint':
        if (!gaps.open()) await catchUp.checkpoint(push.body.position);
        return;
      case 'channel.changed':
        await channels.apply({ channels: [push.body.channel] });
        return;
      case 'channel.read':
        await channels.apply({ reads: [push.body] });
        return;
      case 'channel.announced':
        await channels.apply({ announcements: [push.body.announcement] });
        return;
      case 'draft.changed':
        await drafts.apply(push.body.draft);
        return;
      case 'presence.changed':
        presence.changed(push.body.user, push.body.online);
        return;
      case 'typing.started':
        onTyping(push.body);
        return;
      case 'person.changed':
        await profiles.apply(push.body.person);
        return;
      case 'packet.changed':
        onPacket(push.body);
        return;
      case 'points.changed':
        onPoints(push.body);
        return;
      default:
        assertNever(push);
    }
  }

  return (push, session) => {
    const applied =
      push.push === 'timeline.appended'
        ? addEvent({ event: push.body.event, session })
        : inbox.add(async () => {
            if (session.alive) await apply(push);
          });
    applied.catch((error: unknown) => {
      // Those that were gathered fail together.
      if (!session.alive) return;
      logger.warn({ err: error, push: push.push }, 'a push could not be applied');
      session.close(AppError.from(error));
    });
  };
}
