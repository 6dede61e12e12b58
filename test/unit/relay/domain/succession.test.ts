import { describe, expect, it } from 'vitest';
import { nextOwner, type Successor } from '../../../../src/relay/domain/succession.ts';
import { UserId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(1);

function someone(role: Successor['role'], joined: number): Successor {
  return { user: UserId.parse(makeId()), role, joined };
}

describe('succession', () => {
  it('[MEM-6] prefers the admin of the longest stay', () => {
    const admin = someone('admin', 5);
    const present = [someone('member', 1), someone('admin', 9), admin, someone('admin', 7)];
    expect(nextOwner(present)).toBe(admin.user);
  });

  it('[MEM-6] takes the member of the longest stay where there is no admin, the first named of equals', () => {
    const member = someone('member', 2);
    const present = [someone('member', 3), member, someone('member', 2)];
    expect(nextOwner(present)).toBe(member.user);
  });

  it('[MEM-6] changes nothing while there is an owner, or when nobody is left', () => {
    expect(nextOwner([someone('member', 1), someone('owner', 4)])).toBeUndefined();
    expect(nextOwner([])).toBeUndefined();
  });
});
