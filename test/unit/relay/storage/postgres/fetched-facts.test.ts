import { describe, expect, it } from 'vitest';
import { decided, fetchedFact } from '../../../../../src/relay/storage/postgres/fetched-facts.ts';

describe('a decision by facts that are fetched', () => {
  it('fetches what it asks for, each once, and nothing else', async () => {
    const fetched: string[] = [];
    const age = fetchedFact(
      (name: string, unit: string) => {
        fetched.push(`${name} ${unit}`);
        return Promise.resolve(name.length);
      },
      [[['known', 'years'], 40]],
    );
    const sum = await decided(() => age('known', 'years') + age('anna', 'years') + age('anna', 'years'));
    expect(sum).toBe(48);
    expect(fetched).toEqual(['anna years']);
  });

  it('takes a fact that is nothing for one', async () => {
    const nobody = fetchedFact((): Promise<string | undefined> => Promise.resolve(undefined));
    expect(await decided(() => nobody() ?? 'nobody')).toBe('nobody');
  });

  it('fails as the decision fails, and as fetching does', async () => {
    const broken = fetchedFact(() => Promise.reject(new Error('lost')));
    await expect(decided(() => broken())).rejects.toThrow('lost');
    await expect(
      decided(() => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
  });
});
