import type Database from 'better-sqlite3';
import { prepareAccounts, type AccountQueries } from './accounts.ts';
import { prepareConversations, type ConversationQueries } from './conversations.ts';
import { prepareDevices, type DeviceQueries } from './devices.ts';
import { prepareEvents, type EventQueries } from './events.ts';
import { prepareHeads, type HeadQueries } from './heads.ts';
import { prepareMembers, type MemberQueries } from './members.ts';
import { prepareMeta, type MetaQueries } from './meta.ts';
import { prepareReadRanges, type ReadRangeQueries } from './read-ranges.ts';

/** Every statement on a relay's data, prepared once for one connection. */
export interface Queries {
  readonly meta: MetaQueries;
  readonly accounts: AccountQueries;
  readonly devices: DeviceQueries;
  readonly conversations: ConversationQueries;
  readonly members: MemberQueries;
  readonly events: EventQueries;
  readonly readRanges: ReadRangeQueries;
  readonly heads: HeadQueries;
}

export function prepareQueries(database: Database.Database): Queries {
  return {
    meta: prepareMeta(database),
    accounts: prepareAccounts(database),
    devices: prepareDevices(database),
    conversations: prepareConversations(database),
    members: prepareMembers(database),
    events: prepareEvents(database),
    readRanges: prepareReadRanges(database),
    heads: prepareHeads(database),
  };
}
