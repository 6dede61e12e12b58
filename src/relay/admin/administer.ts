import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { tellPerson } from '../handlers/person-notices.ts';
import { publishEvent } from '../handlers/timeline-writer.ts';
import type { AdminActor, AdminChange } from '../storage/administration.ts';
import type { AdminContext } from './context.ts';

/**
 * Makes a change, logged with it, and tells everybody concerned: devices that it signs out (all of `owner`) are disconnected,
 * events go to their members, and everybody hears of a person who is gone (PRF-7). That it is so already is no error.
 */
export function administer(
  { relay }: AdminContext,
  actor: AdminActor,
  change: AdminChange,
  owner?: UserId,
): Promise<void> {
  return relay.writes.track(async () => {
    const outcome = await relay.storage.administer(actor, relay.clock.now(), change);
    switch (outcome.kind) {
      case 'done':
        if (owner) for (const device of outcome.devices) relay.publisher.revoke(owner, device);
        for (const done of outcome.events) await publishEvent(relay, done.event, done);
        if (outcome.person) tellPerson(relay, outcome.person.user, outcome.person.position);
        return;
      case 'unchanged':
        return;
      case 'forbidden':
        throw notAdministrator();
      case 'not-found':
        throw new AppError('not_found', 'there is no such thing on this relay');
      case 'name-taken':
        throw new AppError('name_taken', 'the name is taken', { field: 'name' });
      case 'too-many':
        throw new AppError('too_many', 'there are as many of these as there may be');
      case 'few-points':
        throw new AppError('too_few_points', 'the person has fewer points', { field: 'points' });
      case 'id-taken':
        throw new AppError('bad_args', 'clientId: something else was asked for by it', { field: 'clientId' });
      case 'is-bot':
        throw new AppError('forbidden', 'a bot has no password, and administers nothing', { field: 'user' });
      case 'not-member':
        throw new AppError('forbidden', 'the bot is not in the conversation: one of its members adds it', {
          field: 'conversation',
        });
      default:
        assertNever(outcome);
    }
  });
}

/** Whoever asks does not administer this relay. */
export function notAdministrator(): AppError {
  return new AppError('forbidden', 'your account does not administer this relay');
}
