import type { Administration, GroupOverview, InviteOverview } from '../../administration.ts';
import { nameQuery } from '../../name-terms.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { administer, appointAdministrator, record } from '../administer.ts';
import type { Queries } from '../queries/all.ts';

/** The port's calls about administration. Those that write run inside a transaction. */
export function administrationCalls(queries: Queries): CorePart<Administration> {
  const { accounts, administration } = queries;
  return {
    administer: (actor, at, change) => administer(queries, actor, at, change),
    appointAdministrator: (at) => appointAdministrator(queries, at),
    listAccounts(query, after, limit) {
      const asked = nameQuery(query);
      if (asked === 'nobody') return { accounts: [], more: false };
      const found =
        asked === 'everybody'
          ? accounts.overviews(after, limit + 1)
          : accounts.overviewsFound(asked, after, limit + 1);
      return { accounts: found.slice(0, limit), more: found.length > limit };
    },
    accountOverview: (name) => accounts.overview(name),
    listGroups: (query, before, limit) => listGroups(queries, query, before, limit),
    listInvites: (at, after, limit) => listInvites(queries, at, after, limit),
    storedPolicies: () => administration.policies(),
    recordAudit: (entry) => record(queries, entry),
    listAudit(before = Number.MAX_SAFE_INTEGER, limit) {
      const found = administration.audit(before, limit + 1);
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    expireAudit: (before, limit) => administration.expire(before, limit),
    totals: () => administration.totals(),
    figures: () => queries.figures(),
  };
}

function listGroups(
  { administration, accounts }: Queries,
  query: string,
  before: number = Number.MAX_SAFE_INTEGER,
  limit: number,
): { groups: GroupOverview[]; more: boolean } {
  const rows = administration.groups(query, before, limit + 1);
  const groups = rows.slice(0, limit).map(({ key, ...row }) => {
    const owner = administration.owner(key);
    return { ...row, cursor: key, owner: (owner && accounts.person(owner)) ?? null };
  });
  return { groups, more: rows.length > limit };
}

function listInvites(
  { invites, accounts }: Queries,
  at: number,
  after: string,
  limit: number,
): { invites: InviteOverview[]; more: boolean } {
  const rows = invites.allOpen(at, after, limit + 1);
  const found = rows.slice(0, limit).flatMap(({ creator, ...row }) => {
    const person = accounts.person(creator);
    return person ? [{ ...row, creator: person }] : [];
  });
  return { invites: found, more: rows.length > limit };
}
