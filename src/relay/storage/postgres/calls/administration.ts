import type { Administration, GroupOverview, InviteOverview } from '../../administration.ts';
import { nameQuery } from '../../name-terms.ts';
import { administer, appointAdministrator, record } from '../administer.ts';
import { inTurn } from '../in-turn.ts';
import type { Queries } from '../queries/all.ts';

/** The port's calls about administration. Those that write run inside a transaction. */
export function administrationCalls(queries: Queries): Administration {
  const { accounts, administration } = queries;
  return {
    administer: (actor, at, change) => administer(queries, actor, at, change),
    appointAdministrator: (at) => appointAdministrator(queries, at),
    async listAccounts(query, after, limit) {
      const asked = nameQuery(query);
      if (asked === 'nobody') return { accounts: [], more: false };
      const found =
        asked === 'everybody'
          ? await accounts.overviews(after, limit + 1)
          : await accounts.overviewsFound(asked, after, limit + 1);
      return { accounts: found.slice(0, limit), more: found.length > limit };
    },
    accountOverview: (name) => accounts.overview(name),
    listGroups: (query, before, limit) => listGroups(queries, query, before, limit),
    listInvites: (at, after, limit) => listInvites(queries, at, after, limit),
    storedPolicies: () => administration.policies(),
    recordAudit: (entry) => record(queries, entry),
    async listAudit(before = Number.MAX_SAFE_INTEGER, limit) {
      const found = await administration.audit(before, limit + 1);
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    expireAudit: (before, limit) => administration.expire(before, limit),
    totals: () => administration.totals(),
    figures: () => queries.figures(),
  };
}

async function listGroups(
  { administration, accounts }: Queries,
  query: string,
  before: number = Number.MAX_SAFE_INTEGER,
  limit: number,
): Promise<{ groups: GroupOverview[]; more: boolean }> {
  const rows = await administration.groups(query, before, limit + 1);
  const groups = await inTurn(rows.slice(0, limit), async ({ key, ...row }) => {
    const owner = await administration.owner(key);
    return { ...row, cursor: key, owner: (owner && (await accounts.person(owner))) ?? null };
  });
  return { groups, more: rows.length > limit };
}

async function listInvites(
  { invites, accounts }: Queries,
  at: number,
  after: string,
  limit: number,
): Promise<{ invites: InviteOverview[]; more: boolean }> {
  const rows = await invites.allOpen(at, after, limit + 1);
  const found = await inTurn(rows.slice(0, limit), async ({ creator, ...row }) => {
    const person = await accounts.person(creator);
    return person ? [{ ...row, creator: person }] : [];
  });
  return { invites: found.flat(), more: rows.length > limit };
}
