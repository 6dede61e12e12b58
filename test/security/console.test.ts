import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ABSOLUTE_MS, IDLE_MS } from '../../src/relay/console/sessions.ts';
import { ConsoleWorld, cookieOf, type Login } from '../support/console-world.ts';

const MINUTE_MS = 60_000;

let world: ConsoleWorld;

beforeEach(async () => {
  world = await ConsoleWorld.start();
});
afterEach(() => world.stop());

const audit = async (): Promise<string[]> => {
  const { entries } = await world.relay.world.storage.listAudit(undefined, 100);
  return entries.map(({ action }) => action);
};

describe('the console and other sites', () => {
  let login: Login;
  let victim: string;
  beforeEach(async () => {
    await world.person('anna');
    ({ user: victim } = await world.person('bo', false));
    login = await world.login('anna');
  });

  const deactivate = (change: Record<string, string | undefined>) =>
    world.ask('people.deactivate', { user: victim }, login, change);

  it('does nothing for a page of another origin, whatever cookie its request carries', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${world.origin}.evil.example`,
      'http://127.0.0.1',
      '',
    ]) {
      expect((await deactivate({ origin })).code, origin).toBe('forbidden');
    }
    expect((await deactivate({ origin: undefined })).code).toBe('forbidden');
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect((await deactivate({ 'sec-fetch-site': site })).code, site).toBe('forbidden');
    }
    expect(await audit()).not.toContain('account.deactivated');
  });

  it('does nothing without the token that only its own page knows, or with another session’s', async () => {
    await world.person('chen');
    const other = await world.login('chen');
    expect((await deactivate({ 'x-yidu-csrf': undefined })).code).toBe('forbidden');
    expect((await deactivate({ 'x-yidu-csrf': `${login.csrf}0` })).code).toBe('forbidden');
    expect((await deactivate({ 'x-yidu-csrf': other.csrf })).code).toBe('forbidden');
    expect((await deactivate({})).code).toBe('ok');
  });

  it('takes nothing that a form could send: another type, or another method', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect((await deactivate({ 'content-type': type })).code, type).toBe('bad_args');
    }
    const headers = { cookie: login.cookie, 'x-yidu-csrf': login.csrf, origin: world.origin };
    const answer = await world.send(`/console/api/people.deactivate?user=${victim}`, 'GET', headers);
    expect(answer.code).toBe('unknown_command');
  });

  it('signs nobody in for another site', async () => {
    expect((await world.signIn('anna', undefined, { origin: 'https://evil.example' })).code).toBe(
      'forbidden',
    );
  });

  it('lets no site frame its page, run anything else in it, or read its answers', async () => {
    const page = await world.send('/console/', 'GET');
    expect(page.status).toBe(200);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(page.headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' });
    const answer = await world.ask('session.get', {}, login);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('sessions of the console', () => {
  beforeEach(async () => {
    await world.person('anna');
  });

  it('lie in a cookie that no script reads and no other site sends', async () => {
    const plain = (await world.signIn('anna')).headers['set-cookie']?.[0] ?? '';
    expect(plain).toMatch(
      /^yidu-console=[\w-]{20,}; Path=\/console; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    const far = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const origin = world.origin.replace('http:', 'https:');
    const secure =
      (await world.signIn('anna', undefined, { ...far, origin })).headers['set-cookie']?.[0] ?? '';
    expect(secure).toMatch(
      /^__Host-yidu-console=[\w-]{20,}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
  });

  it('take no password over a network in clear text', async () => {
    const answer = await world.signIn('anna', undefined, { 'x-forwarded-for': '203.0.113.9' });
    expect(answer.code).toBe('forbidden');
    expect((await world.send('/console/', 'GET', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403);
    // A name of any site can be made to point here.
    expect((await world.send('/console/', 'GET', { host: 'evil.example' })).status).toBe(403);
  });

  it('never take over a token that the browser had before (fixation)', async () => {
    const planted = 'planted-by-somebody-else-0000';
    const answer = await world.signIn('anna', undefined, { cookie: `yidu-console=${planted}` });
    expect(cookieOf(answer)).not.toContain(planted);
    const stale = { cookie: `yidu-console=${planted}`, csrf: 'x' };
    expect((await world.ask('overview.get', {}, stale)).code).toBe('not_signed_in');
    // And whoever signs in again leaves no session behind.
    const first = await world.login('anna');
    await world.signIn('anna', undefined, { cookie: first.cookie });
    expect((await world.ask('overview.get', {}, first)).code).toBe('not_signed_in');
  });

  it('end when they are idle, when they are old, and when they are told to', async () => {
    const { clock } = world.relay.world;
    const idle = await world.login('anna');
    clock.advance(IDLE_MS);
    expect((await world.ask('overview.get', {}, idle)).code).toBe('not_signed_in');

    let busy = await world.login('anna');
    for (let passed = 0; passed < ABSOLUTE_MS - 20 * MINUTE_MS; passed += 20 * MINUTE_MS) {
      clock.advance(20 * MINUTE_MS);
      const answer = await world.ask('overview.get', {}, busy);
      expect(answer.code).toBe('ok');
      if (answer.headers['set-cookie']) busy = { ...busy, cookie: cookieOf(answer) };
    }
    clock.advance(20 * MINUTE_MS);
    expect((await world.ask('overview.get', {}, busy)).code).toBe('not_signed_in');

    const out = await world.login('anna');
    const left = await world.ask('session.signOut', {}, out);
    expect(left.headers['set-cookie']?.[0]).toContain('yidu-console=; ');
    expect((await world.ask('overview.get', {}, out)).code).toBe('not_signed_in');
  });

  it('change their token as they go; a token that was replaced long ago ends them for everybody', async () => {
    const { clock } = world.relay.world;
    const stolen = await world.login('anna');
    clock.advance(11 * MINUTE_MS);
    const answer = await world.ask('overview.get', {}, stolen);
    const renewed = { ...stolen, cookie: cookieOf(answer) };
    expect(renewed.cookie).not.toBe(stolen.cookie);
    // Requests that were under way carry the old one.
    expect((await world.ask('overview.get', {}, stolen)).code).toBe('ok');
    clock.advance(MINUTE_MS);
    expect((await world.ask('overview.get', {}, renewed)).code).toBe('ok');
    expect((await world.ask('overview.get', {}, stolen)).code).toBe('not_signed_in');
    expect((await world.ask('overview.get', {}, renewed)).code).toBe('not_signed_in');
  });

  it('are bounded: an account’s eleventh ends the one that was used longest ago', async () => {
    const logins: Login[] = [];
    for (let i = 0; i < 11; i++) {
      logins.push(await world.login('anna'));
      world.relay.world.clock.advance(1_000);
    }
    const codes = await Promise.all(
      logins.map(async (one) => (await world.ask('overview.get', {}, one)).code),
    );
    expect(codes).toEqual(['not_signed_in', ...Array.from({ length: 10 }, () => 'ok')]);
  });
});

describe('who may use the console', () => {
  it('nobody but administrators, and it says so only to who knows the password', async () => {
    await world.person('bo', false);
    expect((await world.signIn('bo')).code).toBe('forbidden');
    expect((await world.signIn('bo', 'wrong one')).code).toBe('bad_credentials');
    expect((await world.signIn('nobody', 'wrong one')).code).toBe('bad_credentials');
    expect(await audit()).toContain('console.refused');
  });

  it('a demoted administrator can do nothing more, in a session that is open', async () => {
    const { user: anna } = await world.person('anna');
    const { user: bo } = await world.person('bo', false);
    const login = await world.login('anna');
    expect((await world.ask('people.list', {}, login)).code).toBe('ok');
    await world.setAdministrator(anna, false);
    for (const [operation, args] of [
      ['people.setAdministrator', { user: anna, administrator: true }],
      ['people.setAdministrator', { user: bo, administrator: true }],
      ['people.list', {}],
    ] as const) {
      expect((await world.ask(operation, args, login)).code, operation).toBe('not_signed_in');
    }
    expect((await world.ask('session.get', {}, login)).body).toBe('{"ok":null}');
    expect((await world.signIn('anna')).code).toBe('forbidden');
    expect((await world.relay.world.storage.accountById(bo))?.administrator).toBeUndefined();
  });

  it('a new password, or none any more, ends the sessions of the account', async () => {
    const { client } = await world.person('anna');
    const login = await world.login('anna');
    await client.request('account.changePassword', { current: 'correct horse', next: 'battery staple' });
    expect((await world.ask('overview.get', {}, login)).code).toBe('not_signed_in');
    const { client: other } = await world.person('bo');
    const second = await world.login('bo');
    await other.request('account.deactivate', { password: 'correct horse' });
    expect((await world.ask('overview.get', {}, second)).code).toBe('not_signed_in');
  });

  it('no administrator removes themselves, and none reaches what is for the machine', async () => {
    const { user } = await world.person('anna');
    const login = await world.login('anna');
    const own = { user, administrator: false };
    expect((await world.ask('people.setAdministrator', own, login)).code).toBe('forbidden');
    expect((await world.ask('people.deactivate', { user }, login)).code).toBe('forbidden');
    expect((await world.ask('backups.createAt', { folder: '/tmp/anywhere' }, login)).code).toBe('forbidden');
    expect((await world.ask('__proto__', {}, login)).code).toBe('unknown_command');
    expect((await world.ask('constructor', {}, login)).code).toBe('unknown_command');
  });
});

describe('guessing at the console', () => {
  it('[SES-7] locks the account for the console and for clients alike, and the log says from where', async () => {
    await world.person('anna');
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 12; i++) codes.push((await world.signIn('anna', `guess ${i}`)).code);
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(10);
    expect(codes.at(-1)).toBe('locked_out');
    const right = await world.signIn('anna');
    expect([right.code, Number(right.headers['retry-after'])]).toEqual(['locked_out', 60]);
    const { entries } = await world.relay.world.storage.listAudit(undefined, 10);
    expect(entries[0]).toMatchObject({ action: 'account.lockedOut', label: 'anna', address: '127.0.0.1' });
  });

  it('writes no name into the log that nobody has: it may be a password', async () => {
    for (let i = 0; i < 12; i++) await world.signIn('hunter2-is-my-password', 'x');
    expect(await audit()).toEqual([]);
  });

  it('[LIM-5] is as slow as the address may be, for the right password too', async () => {
    await world.stop();
    world = await ConsoleWorld.start({ sessionLimits: { signInsPerMinute: 5 } });
    await world.person('anna');
    const far = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const origin = world.origin.replace('http:', 'https:');
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 8; i++) {
      codes.push((await world.signIn(`person${i}`, 'wrong one', { ...far, origin })).code);
    }
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(3);
    expect((await world.signIn('anna', undefined, { ...far, origin })).code).toBe('rate_limited');
  });

  it('is no faster with a session: its requests have a budget', async () => {
    await world.person('anna');
    const login = await world.login('anna');
    const asked = Array.from({ length: 260 }, () => world.ask('session.get', {}, login));
    const codes = (await Promise.all(asked)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThanOrEqual(50);
  });
});

describe('paths and headers', () => {
  it('serve the page’s own files and nothing else, however the path is written', async () => {
    expect((await world.send('/console/assets/a.js', 'GET')).status).toBe(200);
    for (const path of [
      '/console/../package.json',
      '/console/assets/../../relay.db',
      '/console/%2e%2e/relay.db',
      '/console/..%2frelay.db',
      '/console/assets/..\\..\\relay.db',
      '/console//etc/passwd',
      '/console/assets/a.js%00.html',
      '/console/__proto__',
      '/console/constructor',
      '/consoles',
      '/Console/',
    ]) {
      const { status, body } = await world.send(path, 'GET');
      expect([status, body.includes('root:')], path).toEqual([404, false]);
    }
  });

  it('redirect to one place only, and take nothing of a request into a header', async () => {
    for (const path of ['/console', '/console?next=//evil.example', '/console?x=%0d%0aset-cookie:%20a=b']) {
      const answer = await world.send(path, 'GET', { 'x-forwarded-host': 'evil.example' });
      expect([answer.status, answer.headers.location], path).toEqual([308, '/console/']);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    // A path that begins with two slashes is another site's address.
    expect((await world.send('//evil.example/console', 'GET')).status).toBe(404);
  });

  it('refuse bodies that are too long, no JSON, or not UTF-8, and go on', async () => {
    await world.person('anna');
    const login = await world.login('anna');
    const headers = {
      'content-type': 'application/json',
      origin: world.origin,
      cookie: login.cookie,
      'x-yidu-csrf': login.csrf,
    };
    const post = (body: string) => world.send('/console/api/people.list', 'POST', headers, body);
    expect((await post('{')).code).toBe('bad_args');
    expect((await post('')).code).toBe('bad_args');
    expect((await post(JSON.stringify({ query: 'x'.repeat(70_000) }))).code).toBe('bad_args');
    expect((await post('{"limit":1e9}')).code).toBe('bad_args');
    expect((await post('{"__proto__":{"limit":1}}')).code).toBe('ok');
    expect((await post('{}')).code).toBe('ok');
  });
});
