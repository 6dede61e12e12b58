import type { HeldPoints, PointsChange } from '../../shared/admin/points.ts';
import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { AdminActor } from '../storage/administration.ts';
import type { OrderedMove } from '../storage/packet-decision.ts';
import { administer } from './administer.ts';
import type { AdminContext, Operation } from './context.ts';

export const getPoints: Operation<'points.get'> = (context, _actor, { user }) => heldBy(context, user);

export const givePoints: Operation<'points.give'> = (context, actor, args) =>
  move(context, actor, 'given', args);

export const takeBackPoints: Operation<'points.takeBack'> = (context, actor, args) =>
  move(context, actor, 'takenBack', args);

export const getPointLedger: Operation<'points.ledger'> = async ({ relay }) => {
  const sums = await relay.storage.pointSums();
  const { held, inPackets, opening, given, takenBack } = sums;
  return { ...sums, difference: held + inPackets - (opening + given - takenBack) };
};

/** PKT-8. Where the same is asked for again, the first answer may have been lost, and with it what was to be told. */
async function move(
  context: AdminContext,
  actor: AdminActor,
  kind: OrderedMove,
  change: PointsChange,
): Promise<HeldPoints> {
  const { publisher, peers } = context.relay;
  const { user } = change;
  await administer(context, actor, { kind: 'movePoints', move: kind, ...change });
  publisher.toUser(user, 'points.changed', {});
  peers?.announce({ kind: 'points', user });
  return heldBy(context, user);
}

async function heldBy({ relay }: AdminContext, user: UserId): Promise<HeldPoints> {
  const held = await relay.storage.pointsHeld(user);
  if (!held) throw new AppError('not_found', 'there is no such account');
  return held;
}
