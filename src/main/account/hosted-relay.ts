import type { RequestArgs } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { Profile } from '../profile/profile.ts';
import type { RelayHost } from '../relay-host/relay-host.ts';

/** The relay that the profile hosts, if it does: started as it was, and remembered from its first start on. */
export interface HostedRelay {
  /** Starts the relay that the profile remembers; without effect when there is none. Rejects as `RelayHost.start`. */
  restore(): Promise<void>;
  /**
   * Starts it if it does not run, named and open as it was before and otherwise as asked. Resolves with where it is reached on this
   * computer. Rejects as `RelayHost.start`, and with `unreachable` when it has ended by then.
   */
  start(
    args: Pick<RequestArgs<'account.host'>, 'relayName' | 'network'>,
  ): Promise<{ readonly url: string; readonly fingerprint?: Fingerprint }>;
  running(): boolean;
  /** Where others reach it, when this is its address for this computer; `null`: this is another relay, or it does not run. */
  behind(relayUrl: string): { urls: string[] } | null;
  /** Drains and ends it; the profile still remembers it. */
  stop(): Promise<void>;
}

export function createHostedRelay(file: Profile['hosting'], relay: RelayHost): HostedRelay {
  return {
    async restore() {
      const hosting = file.read();
      if (hosting) await relay.start(hosting.name, hosting.port, hosting.network);
    },
    async start({ relayName, network }) {
      const before = file.read();
      if (relay.url() === undefined) {
        const hosting = await relay.start(
          before?.name ?? relayName,
          before?.port,
          before ? before.network : network,
        );
        await file.write(hosting);
      }
      const url = relay.url();
      if (url === undefined) throw new AppError('unreachable', 'the relay has ended');
      const fingerprint = relay.fingerprint();
      return { url, ...(fingerprint && { fingerprint }) };
    },
    running: () => relay.url() !== undefined,
    behind: (relayUrl) => (relay.url() === relayUrl ? { urls: [...relay.addresses()] } : null),
    stop: () => relay.stop(),
  };
}
