import { v7 } from 'uuid';
import { createWsDialer } from '../../src/main/net/ws-dialer.ts';
import { sayHello } from '../../src/main/sync/authenticate.ts';
import { openRelaySession, type RelaySession } from '../../src/main/sync/relay-session.ts';
import { systemClock as clock } from '../../src/main/system.ts';
import type { Random } from '../../src/shared/clock.ts';
import { type MessageCreated, isMessage } from '../../src/shared/model/event.ts';
import { ClientId, type UserId } from '../../src/shared/model/ids.ts';
import type { Push } from '../../src/shared/protocol/pushes.ts';
import type { DemoDevice } from './seed.ts';
import { integer } from './random.ts';
import { reply } from './sentences.ts';

/** How long a member takes to look at a message, and to answer it; ms. */
const READ_MS = [1_000, 20_000] as const;
const ANSWER_MS = [2_500, 7_000] as const;

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
  let pending = 0;

  function later([from, to]: readonly [number, number], act: () => Promise<unknown>): void {
    if (pending >= PENDING_LIMIT) return;
    pending++;
    clock.schedule(integer(random, from, to), () => {
      pending--;
      // A member whose connection has gone does nothing any more.
      if (!stopped.aborted) act().catch(() => undefined);
    });
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
    const language = /\p{Script=Han}/u.test(content.text) ? 'zh' : 'en';
    later(ANSWER_MS, () =>
      session.request('message.send', {
        conversation,
        clientId: ClientId.parse(v7()),
        content: { type: 'text', text: reply(random, language) },
      }),
    );
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
  return session;
}
