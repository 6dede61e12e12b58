import { v7 } from 'uuid';
import { createWsDialer } from '../../src/main/net/ws-dialer.ts';
import { sayHello } from '../../src/main/sync/authenticate.ts';
import { openRelaySession, type RelaySession } from '../../src/main/sync/relay-session.ts';
import { systemClock as clock } from '../../src/main/system.ts';
import type { Random } from '../../src/shared/clock.ts';
import type { ConversationHead } from '../../src/shared/model/conversation.ts';
import { type MessageCreated, isMessage } from '../../src/shared/model/event.ts';
import { ClientId, type ConversationId, type UserId } from '../../src/shared/model/ids.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import type { Push } from '../../src/shared/protocol/pushes.ts';
import type { Language } from './people.ts';
import type { DemoDevice } from './seed.ts';
import { integer, pick } from './random.ts';
import { reply, sentence } from './sentences.ts';

/** How long a member takes to look at a message, and to answer it; ms. */
const READ_MS = [1_000, 20_000] as const;
const ANSWER_MS = [2_500, 7_000] as const;

/** When a member who was away has looked through what they missed, and how long they are silent between two messages; ms. */
const CATCH_UP_MS = [3_000, 90_000] as const;
const SILENCE_MS = [60_000, 1_500_000] as const;

/** Chance that a member answers, divided among the simulated members of the conversation. */
const ANSWERS_PER_MESSAGE = 1.4;

/** Things that one member has in mind and has not done yet; more is forgotten. */
const PENDING_LIMIT = 50;

export interface Crowd {
  stop(): void;
}

/**
 * Connects each of `devices` as a simulated member: they read what arrives after a while, and sometimes answer what one of
 * `audience` wrote. They never answer each other.
 */
export async function startCrowd(
  url: string,
  devices: readonly DemoDevice[],
  audience: ReadonlySet<UserId>,
  random: Random,
): Promise<Crowd> {
  const stopped = new AbortController();
  const members = await Promise.all(
    devices.map((device) => startMember(url, device, audience, random, devices.length, stopped.signal)),
  );
  return {
    stop() {
      stopped.abort();
      for (const session of members) session.close();
    },
  };
}

async function startMember(
  url: string,
  { me, token }: DemoDevice,
  audience: ReadonlySet<UserId>,
  random: Random,
  crowdSize: number,
  stopped: AbortSignal,
): Promise<RelaySession> {
  const pending = new Set<() => void>();
  // A timer left over would keep the launcher running.
  stopped.addEventListener('abort', () => pending.forEach((cancel) => cancel()), { once: true });

  function later([from, to]: readonly [number, number], act: () => Promise<unknown>): void {
    if (pending.size >= PENDING_LIMIT) return;
    const cancel = clock.schedule(integer(random, from, to), () => {
      pending.delete(cancel);
      // A member whose connection has gone does nothing any more.
      act().catch(() => undefined);
    });
    pending.add(cancel);
  }

  function hear(message: MessageCreated): void {
    const { conversation, seq, sender, content } = message;
    if (sender === me.id) return;
    later(READ_MS, () =>
      session.request('receipt.report', {
        conversations: [{ conversation, delivered: seq, read: [[seq, seq]] }],
      }),
    );
    if (!audience.has(sender) || random() > ANSWERS_PER_MESSAGE / crowdSize) return;
    const language = content.type === 'text' ? languageOf(content.text) : 'zh';
    later(ANSWER_MS, () => say(conversation, reply(random, language)));
  }

  function say(conversation: ConversationId, text: string): Promise<unknown> {
    return session.request('message.send', {
      conversation,
      clientId: ClientId.parse(v7()),
      content: { type: 'text', text },
    });
  }

  async function heads(): Promise<ConversationHead[]> {
    const { conversations } = await session.request('sync.pull', { position: 0, limit: LIMITS.syncPage });
    return conversations;
  }

  async function catchUp(): Promise<void> {
    const missed = (await heads()).filter((head) => head.unread > 0);
    if (missed.length === 0) return;
    await session.request('receipt.report', {
      conversations: missed.map(({ id, headSeq }) => ({
        conversation: id,
        delivered: headSeq,
        read: [[1, headSeq]],
      })),
    });
  }

  async function speak(): Promise<void> {
    await say(pick(random, await heads()).id, sentence(random, languageOf(me.displayName)));
    later(SILENCE_MS, speak);
  }

  const session = await openRelaySession(
    {
      dialer: createWsDialer(clock),
      clock,
      onPush({ push, body }: Push) {
        if (push === 'timeline.appended' && isMessage(body.event)) hear(body.event);
      },
    },
    url,
    stopped,
  );
  await sayHello(session, 'demo');
  await session.request('session.resume', { token });
  later(CATCH_UP_MS, catchUp);
  later(SILENCE_MS, speak);
  return session;
}

function languageOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}
