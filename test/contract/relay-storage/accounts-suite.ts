import { describe, expect, it } from 'vitest';
import type { Account } from '../../../src/relay/storage/account-port.ts';
import type { Current } from './storage-fixture.ts';

export function describeAccounts(current: Current): void {
  async function named(...people: readonly (readonly [name: string, displayName: string])[]): Promise<void> {
    const { storage } = current();
    for (const [name, displayName] of people) {
      await storage.createAccount(current().account(name, displayName));
    }
  }

  async function found(query: string): Promise<string[]> {
    const { people } = await current().storage.listPeople(query, '', 100);
    return people.map(({ name }) => name);
  }

  function person({ id, name, displayName }: Account): unknown {
    return { id, name, displayName };
  }

  describe('accounts', () => {
    it('[SES-9] stores a name once and changes nothing the second time', async () => {
      const { storage } = current();
      const first = current().account('anna', 'Anna');
      expect(await storage.createAccount(first)).toBe(true);
      expect(await storage.createAccount(current().account('anna', 'Another'))).toBe(false);
      expect(await storage.accountByName('anna')).toEqual(first);
      expect(await storage.accountByName('ann')).toBeUndefined();
      expect(await found('another')).toEqual([]);
    });

    it('gives people by id and leaves out unknown ids', async () => {
      const { storage } = current();
      const [anna, bob, stranger] = ['anna', 'bob', 'stranger'].map((name) => current().account(name));
      if (!anna || !bob || !stranger) throw new Error('three accounts');
      await storage.createAccount(anna);
      await storage.createAccount(bob);
      expect(await storage.peopleByIds([bob.id, stranger.id, anna.id])).toEqual([person(bob), person(anna)]);
    });

    it('lists people by name, in pages', async () => {
      await named(['dora', 'Dora'], ['bob', 'Bob'], ['anna', 'Anna'], ['chen', 'Chen']);
      const { storage } = current();
      const first = await storage.listPeople('', '', 3);
      expect(first.people.map(({ name }) => name)).toEqual(['anna', 'bob', 'chen']);
      expect(first.more).toBe(true);
      const second = await storage.listPeople('  ', 'chen', 3);
      expect(second.people.map(({ name }) => name)).toEqual(['dora']);
      expect(second.more).toBe(false);
      const exact = await storage.listPeople('', '', 4);
      expect([exact.people.length, exact.more]).toEqual([4, false]);
    });

    it('finds people by the start of a word of either name, case folded', async () => {
      await named(['anna.berg', 'Dr. Anna Müller'], ['bob', 'Bob Annan'], ['hannah', 'Hannah Bergström']);
      expect(await found('ANN')).toEqual(['anna.berg', 'bob']);
      expect(await found('berg')).toEqual(['anna.berg', 'hannah']);
      expect(await found('müll')).toEqual(['anna.berg']);
      expect(await found('anna mü')).toEqual(['anna.berg']);
      expect(await found('anna.b')).toEqual(['anna.berg']);
      expect(await found('erg')).toEqual([]);
      expect(await found('%')).toEqual([]);
      expect(await found('_')).toEqual([]);
    });

    it('[X2] finds Chinese, Japanese and Korean names by any part', async () => {
      await named(['zhangsan', '张三丰'], ['li', '李张'], ['tanaka', '田中さくら'], ['kim', '김민수']);
      expect(await found('张')).toEqual(['li', 'zhangsan']);
      expect(await found('三丰')).toEqual(['zhangsan']);
      expect(await found('さく')).toEqual(['tanaka']);
      expect(await found('민수')).toEqual(['kim']);
      expect(await found('丰三')).toEqual([]);
    });

    it('[C7] finds Chinese names by pinyin, initials and any mixture', async () => {
      await named(
        ['u1', '张三'],
        ['u2', '张三丰'],
        ['u3', '重庆'],
        ['u4', '曾黎'],
        ['u5', 'Zhang Wei'],
        ['u6', '李Bo'],
      );
      expect(await found('zhangsan')).toEqual(['u1', 'u2']);
      expect(await found('zs')).toEqual(['u1', 'u2']);
      expect(await found('zhs')).toEqual(['u1', 'u2']);
      expect(await found('zhang s')).toEqual(['u1', 'u2']);
      expect(await found('Zhang')).toEqual(['u1', 'u2', 'u5']);
      expect(await found('zsf')).toEqual(['u2']);
      expect(await found('张san')).toEqual(['u1', 'u2']);
      expect(await found('z三')).toEqual(['u1', 'u2']);
      expect(await found('sanf')).toEqual(['u2']);
      expect(await found('chongqing')).toEqual(['u3']);
      expect(await found('cq')).toEqual(['u3']);
      expect(await found('zengli')).toEqual(['u4']);
      expect(await found('lb')).toEqual(['u6']);
      expect(await found('lib')).toEqual(['u6']);
      expect(await found('sz')).toEqual([]);
      expect(await found('hang')).toEqual([]);
      const { storage } = current();
      const first = await storage.listPeople('z', '', 2);
      expect([first.people.map(({ name }) => name), first.more]).toEqual([['u1', 'u2'], true]);
      const second = await storage.listPeople('z', 'u2', 2);
      expect([second.people.map(({ name }) => name), second.more]).toEqual([['u3', 'u4'], true]);
    });

    it('pages what a query finds', async () => {
      await named(['a1', 'Same Name'], ['a2', 'Same Name'], ['a3', 'Same Same'], ['a4', 'Other']);
      const { storage } = current();
      const first = await storage.listPeople('same', '', 2);
      expect(first.people.map(({ name }) => name)).toEqual(['a1', 'a2']);
      expect(first.more).toBe(true);
      const second = await storage.listPeople('same', 'a2', 2);
      expect(second.people.map(({ name }) => name)).toEqual(['a3']);
      expect(second.more).toBe(false);
    });
  });

  describe('devices', () => {
    it('[SES-4] finds a device by the hash of its token, until it is deleted', async () => {
      const { storage } = current();
      const anna = current().account('anna');
      await storage.createAccount(anna);
      const [device, other] = [current().device(anna.id, 'hash-1'), current().device(anna.id, 'hash-2')];
      await storage.createDevice(device);
      await storage.createDevice(other);
      expect(await storage.deviceByTokenHash('hash-1')).toEqual({ device, person: person(anna) });
      await storage.deleteDevice(device.id);
      await storage.deleteDevice(device.id);
      expect(await storage.deviceByTokenHash('hash-1')).toBeUndefined();
      expect(await storage.deviceByTokenHash('hash-2')).toEqual({ device: other, person: person(anna) });
    });
  });
}
