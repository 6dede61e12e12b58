import type { UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import type { Account } from '../account-port.ts';
import type { AccountOverview } from '../administration.ts';

/** SQLite has no booleans. */
type Flag = boolean | 0 | 1;

export interface PersonRow {
  readonly id: UserId;
  readonly name: string;
  readonly displayName: string;
  readonly picture: PictureId | null;
  readonly deactivatedAt: number | null;
}

export interface AccountRow extends PersonRow, Pick<Account, 'passwordHash' | 'createdAt'> {
  readonly administrator: Flag;
}

export interface OverviewRow
  extends PersonRow, Pick<AccountOverview, 'createdAt' | 'devices' | 'lastSeenAt' | 'fileBytes'> {
  readonly administrator: Flag;
  readonly bot: Flag;
}

export function toPerson({ id, name, displayName, picture, deactivatedAt }: PersonRow): Person {
  return {
    id,
    name,
    displayName,
    ...(picture === null ? {} : { picture }),
    ...(deactivatedAt === null ? {} : { deactivated: true }),
  };
}

export function toAccount(row: AccountRow | undefined): Account | undefined {
  return (
    row && {
      ...toPerson(row),
      ...(row.administrator ? { administrator: true } : {}),
      passwordHash: row.passwordHash,
      createdAt: row.createdAt,
    }
  );
}

export function toOverview({
  administrator,
  createdAt,
  devices,
  fileBytes,
  bot,
  lastSeenAt,
  ...person
}: OverviewRow): AccountOverview {
  return {
    ...toPerson(person),
    administrator: Boolean(administrator),
    createdAt,
    devices,
    lastSeenAt,
    fileBytes,
    bot: Boolean(bot),
  };
}
