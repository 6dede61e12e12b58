import type { EventBody } from '../../shared/ipc/contract.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RelaySession } from './relay-session.ts';
import { isLinkFailure } from './uplink.ts';

/**
 * Who is there, of those whom the window shows, and who is typing where it looks (PRS-1 to PRS-3). Nothing of it is kept:
 * without a session nobody is there, and the next session is asked anew.
 */
export interface Presence {
  /** Replaces whom the window shows; at most 200. What the relay says of them comes by `onOnline`. */
  watch(users: readonly UserId[]): void;
  /** Replaces the conversation that the window shows. */
  look(conversation: ConversationId | null): void;
  /** The relay tells that somebody came or went. */
  changed(user: UserId, online: boolean): void;
  attach(session: RelaySession): void;
  detach(): void;
}

export interface PresenceDeps {
  readonly logger: Logger;
  /** All who are there now, of those watched. */
  readonly onOnline: (body: EventBody<'presence.changed'>) => void;
}

export function createPresence({ logger, onOnline }: PresenceDeps): Presence {
  let watched: readonly UserId[] = [];
  let looked: ConversationId | null = null;
  let online = new Set<UserId>();
  let session: RelaySession | undefined;

  function tell(): void {
    onOnline({ online: watched.filter((user) => online.has(user)) });
  }

  function failed(error: unknown): void {
    if (!isLinkFailure(error)) logger.info({ err: error }, 'presence could not be asked for');
  }

  function askWatch(): void {
    const to = session;
    if (!to?.alive) return;
    const users = watched;
    to.request(
      'presence.watch',
      { users: [...users] },
      {
        // Pushes that follow the answer are newer than it.
        inOrder: (answer) => {
          if (to !== session || users !== watched) return;
          online = new Set(answer.online);
          tell();
        },
      },
    ).catch(failed);
  }

  function askLook(): void {
    if (session?.alive) session.request('conversation.look', { conversation: looked }).catch(failed);
  }

  return {
    watch(users) {
      watched = users;
      askWatch();
    },
    look(conversation) {
      looked = conversation;
      askLook();
    },
    changed(user, isOnline) {
      if (isOnline) online.add(user);
      else online.delete(user);
      tell();
    },
    attach(to) {
      session = to;
      if (watched.length > 0) askWatch();
      if (looked !== null) askLook();
    },
    detach() {
      session = undefined;
      online = new Set();
      tell();
    },
  };
}
