import { expect, it } from 'vitest';
import type { AskRelay } from '../../../../../src/relay/bin/admin/ask.ts';
import { POINT_COMMANDS } from '../../../../../src/relay/bin/admin/point-commands.ts';
import type { CommandOptions } from '../../../../../src/relay/bin/admin/command-words.ts';
import { ConfigError } from '../../../../../src/relay/bin/config-error.ts';
import { AppError } from '../../../../../src/shared/errors.ts';
import { UserId } from '../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../support/seeded-random.ts';

const makeId = seededIds(8);
const id = UserId.parse(makeId());
const NONE: CommandOptions = {
  database: undefined,
  displayName: undefined,
  passwordFile: undefined,
  uses: undefined,
  days: undefined,
  before: undefined,
  limit: undefined,
  label: undefined,
  secretFile: undefined,
  kinds: undefined,
  reason: 'Spring fair',
  id: undefined,
  qr: false,
};

/** A relay that knows anna, and does this with what it is asked besides. */
function relay(answer: (args: unknown) => unknown): AskRelay {
  const ask = async (operation: string, args: unknown): Promise<never> =>
    (operation === 'people.get' ? { id } : await Promise.resolve(answer(args))) as never;
  return { isRunning: true, ask, close: () => Promise.resolve() };
}

async function give(to: AskRelay, words: readonly string[], options = NONE): Promise<unknown> {
  return POINT_COMMANDS['points give']?.(to, words, options).catch((error: unknown) => error);
}

it('points whose giving was not answered can be given again by an id, which is told', async () => {
  const asked: unknown[] = [];
  const lost = relay((args) => {
    asked.push(args);
    throw new Error('socket hang up');
  });
  const failed = await give(lost, ['anna', '50']);
  expect(failed).toBeInstanceOf(AppError);
  const clientId = /--id (\S+)$/.exec(failed instanceof AppError ? failed.message : '')?.[1] ?? '';
  expect(asked).toEqual([{ user: id, clientId, points: 50, reason: 'Spring fair' }]);
  const answering = relay((args) => {
    asked.push(args);
    return { points: 50, opened: true };
  });
  expect(await give(answering, ['anna', '50'], { ...NONE, id: clientId })).toMatchObject({
    text: 'anna has 50 now',
    value: { clientId },
  });
  expect(asked[1]).toEqual(asked[0]);
});

it('points that the relay refused to move need no other attempt, and nonsense is not asked for', async () => {
  const refusing = relay(() => {
    throw new AppError('too_few_points', 'the person has fewer points');
  });
  expect(await give(refusing, ['anna', '50'])).toMatchObject({
    code: 'too_few_points',
    message: 'the person has fewer points',
  });
  for (const amount of ['0', '-5', '1.5', 'many', '1000001', undefined])
    expect(await give(refusing, ['anna', ...(amount === undefined ? [] : [amount])])).toBeInstanceOf(
      ConfigError,
    );
  expect(await give(refusing, ['anna', '5'], { ...NONE, reason: undefined })).toBeInstanceOf(ConfigError);
  expect(await give(refusing, ['anna', '5'], { ...NONE, id: '7' })).toBeInstanceOf(ConfigError);
});
