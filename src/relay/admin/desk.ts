import { createHash } from 'node:crypto';
import type { Person } from '../../shared/model/person.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { withPassword } from '../handlers/auth/check-password.ts';
import type { AdminActor } from '../storage/administration.ts';
import type { Account } from '../storage/account-port.ts';
import { notAdministrator } from './administer.ts';
import { AuditRetention } from './audit-retention.ts';
import type { AdminContext } from './context.ts';

/** An administrator as the console remembers them. */
export interface Standing {
  readonly person: Person;
  /** Changes with the password. */
  readonly stamp: string;
}

/** Where administrators come: the console, the command line, and nothing of the network below them. */
export interface AdminDesk {
  /** Throws `AppError`; `forbidden` also where `actor.user` does not administer the relay (any more). */
  run(actor: AdminActor, operation: string, args: unknown): Promise<unknown>;
  /**
   * By account name and password, as SES-6 and SES-7 say; `forbidden` for somebody who does not administer the relay. Both ends
   * are logged.
   */
  signIn(name: string, password: string, address: string): Promise<Standing>;
  signedOut(user: UserId, address: string): Promise<void>;
  /** `undefined`: the account does not administer the relay now. */
  standing(user: UserId): Promise<Standing | undefined>;
  close(): void;
}

/** `keepsTidy`: removes old lines of the log as long as it is open. */
export function createDesk(context: AdminContext, keepsTidy: boolean): AdminDesk {
  const { relay } = context;
  const retention = keepsTidy ? new AuditRetention(context) : undefined;

  async function standing(user: UserId): Promise<Standing | undefined> {
    return standingOf(await relay.storage.accountById(user));
  }

  function record(
    action: 'console.signedIn' | 'console.signedOut' | 'console.refused',
    user: UserId,
    address: string,
  ): Promise<void> {
    const actor = { origin: 'console', user, operator: null, address } as const;
    const line = { actor, action, subject: null, label: null, detail: null };
    return relay.storage.recordAudit({ at: relay.clock.now(), ...line });
  }

  return {
    async run(actor, operation, args) {
      if (actor.user !== null && !(await standing(actor.user))) throw notAdministrator();
      // The schemas of all operations are 1 MB that a relay nobody administers just now does without.
      const { runOperation } = await import('./table.ts');
      return runOperation(context, actor, operation, args);
    },
    signIn(given, password, address) {
      const name = given.trim().toLowerCase();
      const find = (): Promise<Account | undefined> => relay.storage.accountByName(name);
      return withPassword({ ...relay, remote: address }, name, find, password, async (account) => {
        const found = standingOf(account);
        await record(found ? 'console.signedIn' : 'console.refused', account.id, address);
        if (!found) throw notAdministrator();
        return found;
      });
    },
    signedOut: (user, address) => record('console.signedOut', user, address),
    standing,
    close: () => retention?.close(),
  };
}

function standingOf(account: Account | undefined): Standing | undefined {
  if (!account?.administrator || account.deactivated) return undefined;
  const { id, name, displayName, passwordHash } = account;
  const stamp = createHash('sha256').update(passwordHash).digest('base64url');
  return { person: { id, name, displayName }, stamp };
}
