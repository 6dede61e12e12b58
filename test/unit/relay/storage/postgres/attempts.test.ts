import { describe, expect, it } from 'vitest';
import { withAttempts } from '../../../../../src/relay/storage/postgres/attempts.ts';

const LOST = new Error('lost');
const never = new AbortController().signal;

/** Fails so many times first. */
function failing(times: number, error: Error): { readonly attempt: () => Promise<number>; made: number } {
  const call = {
    made: 0,
    attempt: () => Promise.resolve().then(() => (++call.made > times ? call.made : Promise.reject(error))),
  };
  return call;
}

const isLost = (error: unknown): boolean => error === LOST;

describe('attempts', () => {
  it('go on while the connection is lost, and give what the first success gives', async () => {
    expect(await withAttempts(failing(2, LOST).attempt, isLost, never, [0, 0, 0])).toBe(3);
  });

  it('end with the last error after as many pauses as there are', async () => {
    const call = failing(9, LOST);
    await expect(withAttempts(call.attempt, isLost, never, [0, 0])).rejects.toBe(LOST);
    expect(call.made).toBe(3);
  });

  it('are not made again for another reason, nor once they are not wanted any more', async () => {
    const other = new Error('other');
    const call = failing(9, other);
    await expect(withAttempts(call.attempt, isLost, never, [0, 0])).rejects.toBe(other);
    expect(call.made).toBe(1);
    const unwanted = failing(9, LOST);
    await expect(withAttempts(unwanted.attempt, isLost, AbortSignal.abort(), [0, 0])).rejects.toBe(LOST);
    expect(unwanted.made).toBe(1);
  });
});
