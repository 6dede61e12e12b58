import type { Logger } from '../../shared/logger.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { FEATURES } from '../../shared/protocol/features.ts';
import type { Store } from '../store/port.ts';
import type { History } from './history.ts';
import type { RelaySession } from './relay-session.ts';

const PAGE = 500;

/** VER-3: pulls messages again that came without their content, once client and relay both know the feature. */
export interface Relearner {
  /**
   * In the background; what the end of the session cuts off is done in the next one. Looks at all messages when features are
   * new, once.
   */
  learn(session: RelaySession, features: readonly string[]): void;
}

export function createRelearner({
  store,
  history,
  logger,
}: {
  readonly store: Store;
  readonly history: Pick<History, 'anew'>;
  readonly logger: Logger;
}): Relearner {
  async function pullAgain(session: RelaySession, features: readonly string[]): Promise<void> {
    let after = Number.MIN_SAFE_INTEGER;
    let count = 0;
    for (;;) {
      const found = await store.read.unsupported(features, after, PAGE);
      const seqs = new Map<ConversationId, number[]>();
      for (const { conversation, seq } of found)
        seqs.set(conversation, [...(seqs.get(conversation) ?? []), seq]);
      for (const [conversation, all] of seqs) await history.anew(session, conversation, all);
      count += found.length;
      after = found.at(-1)?.place ?? after;
      if (found.length < PAGE) break;
    }
    if (count > 0) logger.info({ messages: count }, 'messages of new features were pulled again');
  }

  async function learn(session: RelaySession, features: readonly string[]): Promise<void> {
    // What the relay has and this client does not know comes without its content as before.
    const known = FEATURES.filter((feature) => features.includes(feature));
    const before = await store.read.greeted();
    const fresh = known.filter((feature) => !before.features.includes(feature));
    if (fresh.length > 0) await pullAgain(session, fresh);
    if (fresh.length > 0 || known.length < before.features.length)
      await store.write.setGreeted({ features: known });
  }

  return {
    learn(session, features) {
      learn(session, features).catch((error: unknown) => {
        if (session.alive) logger.warn({ err: error }, 'messages could not be pulled again');
      });
    },
  };
}
