import type { RequestArgs } from '../../shared/ipc/contract.ts';
import type { Hosting } from '../../shared/ipc/views.ts';
import { AppError } from '../../shared/errors.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { Profile, StoredHosting } from '../profile/profile.ts';
import { ownUrlOf, type RelayHost } from '../relay-host/relay-host.ts';

/** Where the hosted relay is reached on this computer, and the certificate that it shows there. */
export interface HostedAddress {
  readonly url: string;
  readonly fingerprint?: Fingerprint;
}

/** The relay that the profile hosts, if it does: started as it was, and remembered from its first start on. */
export interface HostedRelay {
  /** Starts the relay that the profile remembers; without effect when there is none, or it was stopped. Rejects as `RelayHost.start`. */
  restore(): Promise<void>;
  /**
   * Starts it if it does not run, named and open as it was before and otherwise as asked. Rejects as `RelayHost.start`, and with
   * `unreachable` when it has ended by then.
   */
  start(args: Pick<RequestArgs<'account.host'>, 'relayName' | 'network'>): Promise<HostedAddress>;
  /**
   * Stops it, starts it, opens it to the network or closes it, and remembers that. `undefined`: it does not run now. Where another
   * program has taken its port meanwhile, one that only this computer reaches moves to a free one; colleagues would not find it there.
   * Rejects with `forbidden` when there is none, and as `RelayHost.start` when it cannot run like that: it then runs as before.
   */
  change(args: RequestArgs<'account.changeHosting'>): Promise<HostedAddress | undefined>;
  running(): boolean;
  /** Its address for this computer, also while it is stopped; `undefined`: nothing is hosted. */
  ownUrl(): string | undefined;
  /** What is hosted, when this is its address for this computer; `null`: this is another relay. */
  behind(relayUrl: string): Hosting | null;
  /** Drains and ends it; the profile still remembers it. */
  stop(): Promise<void>;
}

export function createHostedRelay(file: Profile['hosting'], relay: RelayHost): HostedRelay {
  function address(): HostedAddress {
    const url = relay.url();
    if (url === undefined) throw new AppError('unreachable', 'the relay has ended');
    const fingerprint = relay.fingerprint();
    return { url, ...(fingerprint && { fingerprint }) };
  }

  function ownUrl(): string | undefined {
    const hosting = file.read();
    return hosting ? (relay.url() ?? ownUrlOf(hosting)) : undefined;
  }

  async function start({ name, port, network }: StoredHosting): Promise<StoredHosting> {
    return relay.start(name, port, network);
  }

  async function startOrMove(hosting: StoredHosting): Promise<StoredHosting> {
    return start(hosting).catch((error: unknown) => {
      if (hosting.network || AppError.from(error).code !== 'port_taken') throw error;
      return relay.start(hosting.name, undefined);
    });
  }

  return {
    async restore() {
      const hosting = file.read();
      if (hosting && hosting.stopped !== true) await start(hosting);
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
      return address();
    },
    async change({ running, network }) {
      const before = file.read();
      if (!before) throw new AppError('forbidden', 'no relay is hosted here');
      const { name, port } = before;
      let next: StoredHosting = {
        name,
        port,
        ...(network && { network }),
        ...(!running && { stopped: true }),
      };
      const asBefore = network === (before.network ?? false) && running === (relay.url() !== undefined);
      if (!asBefore) {
        await relay.stop();
        if (running) {
          next = await startOrMove(next).catch(async (error: unknown) => {
            // What made it fail may keep it from running as before, too; the first failure is the one to tell.
            if (before.stopped !== true) await start(before).catch(() => undefined);
            throw error;
          });
        }
      }
      await file.write(next);
      return running ? address() : undefined;
    },
    running: () => relay.url() !== undefined,
    ownUrl,
    behind(relayUrl) {
      const hosting = file.read();
      if (!hosting || relayUrl !== ownUrl()) return null;
      const running = relay.url() !== undefined;
      return { running, network: hosting.network ?? false, urls: running ? [...relay.addresses()] : [] };
    },
    stop: () => relay.stop(),
  };
}
