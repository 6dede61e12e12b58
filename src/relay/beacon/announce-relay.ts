import multicastDns from 'multicast-dns';
import type { Logger } from '../../shared/logger.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import { BEACON_SERVICE, formatBeacon } from '../../shared/relay-beacon.ts';

/** What is announced. */
export interface BeaconOptions {
  /** Asked for each answer: it can change. */
  readonly name: () => string;
  readonly port: number;
  readonly fingerprint: Fingerprint;
  readonly logger: Logger;
}

/** How long others may remember it; s. */
const TTL_SECONDS = 120;
/** Of the fingerprint, as a label that no other relay on the network has. */
const LABEL_LENGTH = 16;
/** Answers within a second, whoever asks how often; a crowd that asks at once hears the same answer, for it is multicast. */
const ANSWERS_PER_SECOND = 5;
const GOODBYE_MS = 500;

/**
 * Answers whoever looks for relays on the local network, until `stop` says goodbye. Never throws: a network without multicast, or
 * a port that others keep, is logged, and the relay works unannounced.
 */
export function announceRelay({ name, port, fingerprint, logger }: BeaconOptions): {
  stop(): Promise<void>;
} {
  // multicast-dns (MIT, small, what bonjour-service is built on): bonjour-service itself has nobody listen for its errors, so a
  // taken port would end the relay, and @homebridge/ciao cannot look for others, which the client does.
  const mdns = multicastDns();
  const label = fingerprint.slice(0, LABEL_LENGTH);
  const instance = `${label}.${BEACON_SERVICE}`;
  let second = 0;
  let answered = 0;

  function say(ttl: number, done?: () => void): void {
    mdns.respond(
      {
        answers: [{ type: 'PTR', name: BEACON_SERVICE, ttl, data: instance }],
        additionals: [
          {
            type: 'SRV',
            name: instance,
            ttl,
            data: { port, target: `yidu-${label}.local` },
          },
          { type: 'TXT', name: instance, ttl, data: formatBeacon(name(), fingerprint) },
        ],
      },
      () => done?.(),
    );
  }

  mdns.on('error', (error: Error) => logger.warn({ err: error }, 'the relay is not announced'));
  mdns.on('query', ({ questions }) => {
    if (!questions?.some((question) => question.name.toLowerCase() === BEACON_SERVICE)) return;
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      second = now;
      answered = 0;
    }
    if (++answered <= ANSWERS_PER_SECOND) say(TTL_SECONDS);
  });
  mdns.once('ready', () => say(TTL_SECONDS));

  return {
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(end, GOODBYE_MS);
        function end(): void {
          clearTimeout(timer);
          mdns.destroy(() => resolve());
        }
        say(0, end);
      }),
  };
}
