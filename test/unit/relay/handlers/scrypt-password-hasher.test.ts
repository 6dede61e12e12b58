import { describe, expect, it } from 'vitest';
import { ScryptPasswordHasher } from '../../../../src/relay/handlers/auth/scrypt-password-hasher.ts';

const cheap = { logN: 4, r: 1, p: 1 };

describe('scrypt password hasher', () => {
  it('verifies what it hashed and nothing else, with a salt of its own each time', async () => {
    const hasher = new ScryptPasswordHasher(cheap);
    const [one, two] = [await hasher.hash('同一个密码'), await hasher.hash('同一个密码')];
    expect(one).not.toBe(two);
    expect(one).not.toContain('密码');
    expect(await hasher.verify('同一个密码', one)).toBe(true);
    expect(await hasher.verify('同一个密码!', one)).toBe(false);
    expect(await hasher.verify('anything', 'not an encoding')).toBe(false);
  });

  it('still verifies what was hashed at another cost', async () => {
    const old = await new ScryptPasswordHasher(cheap).hash('password');
    expect(await new ScryptPasswordHasher({ logN: 6, r: 2, p: 1 }).verify('password', old)).toBe(true);
  });

  it('uses 32 MiB a hash unless told otherwise', async () => {
    expect(await new ScryptPasswordHasher().hash('password')).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/);
  });

  it('queues up to 200 and refuses more with busy, then works on', async () => {
    const hasher = new ScryptPasswordHasher(cheap);
    const all = await Promise.allSettled(Array.from({ length: 300 }, () => hasher.hash('password')));
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(98);
    expect(refused[0]).toMatchObject({ reason: { code: 'busy' } });
    expect(await hasher.hash('password')).toContain('$scrypt$');
  });
});
