import type { CommandInput, CommandResult } from '../../shared/protocol/commands.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../store/port.ts';
import type { FollowedSoFar } from '../store/rewind-port.ts';
import type { Comparison } from './comparison.ts';
import type { Inbox } from './inbox.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import type { Reporter } from './reporter.ts';

/** Notices that a relay's data were put back to an older state, and puts this device's timelines back to it (SYN-9 to SYN-12). */
export interface Restoration {
  /** What `session.resume` says of this device. */
  since(): Promise<CommandInput<'session.resume'>['since']>;
  /** The relay's answer, before any later frame is looked at. */
  resumed(result: CommandResult<'session.resume'>): void;
  /** Whether pushes, and what users ask of the relay, have to wait: nothing here may be older or newer than the relay's. */
  readonly comparing: boolean;
  /** Compares if that is needed; the position is one of the relay's own afterwards. Rejects when the link, the relay or the store fails. */
  settle(session: RelaySession): Promise<void>;
  /** The relay has sent what cannot be (SYN-11): the session ends, and the next one begins with a comparison. */
  contradicted(session: RelaySession): Promise<void>;
  detach(): void;
}

export interface RestorationDeps {
  readonly store: Store;
  readonly inbox: Inbox;
  readonly comparison: Comparison;
  readonly reporter: Pick<Reporter, 'attach' | 'detach' | 'flush'>;
  readonly receipts: Pick<ReceiptRefresh, 'forget'>;
  /** Resolves when nothing of a damaged file is left to be taken over. */
  readonly salvaged: () => Promise<void>;
  /** Something was taken out of the timelines, or may have been. */
  readonly onLost: () => void;
  readonly logger: Logger;
}

export function createRestoration(deps: RestorationDeps): Restoration {
  const { store, inbox, comparison, reporter, receipts, salvaged, onLost, logger } = deps;
  let before: FollowedSoFar | undefined;
  let generation: string | undefined;
  let restored = false;
  let comparing = false;

  async function compareAll(session: RelaySession): Promise<void> {
    await store.write.beginComparing();
    receipts.forget();
    await comparison.rewindAll(session);
    // Before the heads are pulled: the badges in them then know what was read here.
    reporter.attach(session);
    await reporter.flush();
    reporter.detach();
    if (!session.alive) throw new AppError('offline', 'the link has ended');
    await store.write.endComparing(generation);
    onLost();
  }

  return {
    async since() {
      before = await store.read.followed();
      return before.generation === undefined
        ? undefined
        : { generation: before.generation, position: before.position };
    },
    resumed(result) {
      generation = result.generation;
      restored = (result.restored ?? false) || (before?.comparing ?? false);
      // Until it is known to be as it was, nothing that follows may touch the disk.
      comparing = restored || generation !== before?.generation;
    },
    get comparing() {
      return comparing;
    },
    async settle(session) {
      if (!comparing) return;
      // What an earlier session has left to be stored, or to be noted as reported.
      await inbox.settled();
      await reporter.flush();
      // What is taken over later could not be compared any more.
      await salvaged();
      const unsettled = before?.generation === undefined ? [] : await store.read.unsettled();
      if (restored || !(await comparison.agree(session, unsettled))) await compareAll(session);
      else if (generation !== undefined) await store.write.setGeneration(generation);
      comparing = false;
    },
    async contradicted(session) {
      logger.warn({}, 'the relay has another event of a seq that is on disk');
      await store.write.beginComparing();
      session.close(new AppError('offline', 'another event of the same seq'));
    },
    detach() {
      comparing = false;
    },
  };
}
