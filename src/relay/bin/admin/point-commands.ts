import * as z from 'zod';
import { MovedPoints, PointReason } from '../../../shared/admin/points.ts';
import { AppError } from '../../../shared/errors.ts';
import { ClientId } from '../../../shared/model/ids.ts';
import { systemMakeId } from '../system.ts';
import type { AskRelay } from './ask.ts';
import {
  type Command,
  type CommandOptions,
  done,
  parse,
  personOf,
  type Printed,
  REFUSALS,
} from './command-words.ts';
import { table } from './print.ts';

/** Commands about points, by their first words. */
export const POINT_COMMANDS: Readonly<Record<string, Command>> = {
  async points(relay, [given]) {
    const { user, name } = await personOf(relay, given);
    const held = await relay.ask('points.get', { user });
    const note = held.opened ? '' : ', and is given the opening amount when they first look';
    return done(`${name} has ${held.points}${note}`, held);
  },
  'points give': (relay, words, options) => move(relay, 'points.give', words, options),
  'points take-back': (relay, words, options) => move(relay, 'points.takeBack', words, options),
  async 'points ledger'(relay) {
    const ledger = await relay.ask('points.ledger', {});
    const rows = [
      ['opening amounts', -ledger.opening],
      ['given by administrators', -ledger.given],
      ['taken back by administrators', ledger.takenBack],
      ['held by people', ledger.held],
      ['in red packets', ledger.inPackets],
      ['sum, which is 0', ledger.difference],
      ['people who have something else than their lines say, which is 0', ledger.wrong],
    ] as const;
    return done(table(['POINTS', 'HOW MANY'], rows), ledger);
  },
};

async function move(
  relay: AskRelay,
  operation: 'points.give' | 'points.takeBack',
  [given, amount]: readonly string[],
  options: CommandOptions,
): Promise<Printed> {
  const { user, name } = await personOf(relay, given);
  const points = parse(z.coerce.number().pipe(MovedPoints), 'POINTS', amount);
  const reason = parse(PointReason, '--reason', options.reason);
  const clientId = parse(ClientId, '--id', options.id ?? systemMakeId());
  const held = await relay.ask(operation, { user, clientId, points, reason }).catch((error: unknown) => {
    const known = AppError.from(error);
    if (REFUSALS.has(known.code)) throw known;
    // Whether it was done is not known, and it must not be done twice.
    const message = `no answer (${known.message}); repeat the command with --id ${clientId}`;
    throw new AppError(known.code, message, { cause: error });
  });
  return done(`${name} has ${held.points} now`, { ...held, clientId });
}
