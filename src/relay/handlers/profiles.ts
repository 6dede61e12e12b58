import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { PictureOwner } from '../../shared/model/profile-picture.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { ProfileChange } from '../storage/profile-port.ts';
import { checkedPicture } from './checked-picture.ts';
import type { Handler, HandlerContext } from './context.ts';
import { tellPerson } from './person-notices.ts';
import type { Caller } from './publisher.ts';
import { appendEvent } from './timeline-writer.ts';

/** PRF-1. */
export const setDisplayName: Handler<'account.setDisplayName'> = (context, caller, { displayName }) =>
  change(context, caller, { displayName });

/** PRF-1, PRF-2. */
export const setPicture: Handler<'account.setPicture'> = (context, caller, { picture }) =>
  change(context, caller, { picture: picture === null ? null : checkedPicture(picture) });

async function change(
  context: HandlerContext,
  { user, device }: Caller,
  news: Pick<ProfileChange, 'displayName' | 'picture'>,
): Promise<{ user: Person }> {
  return context.writes.track(async () => {
    const outcome = await context.storage.changeProfile({ user, device, ...news });
    switch (outcome.kind) {
      case 'changed':
        tellPerson(context, user, outcome.position);
        return { user: outcome.person };
      case 'unchanged':
        return { user: outcome.person };
      case 'no-account':
        throw new AppError('not_found', 'no such account');
      default:
        return assertNever(outcome);
    }
  });
}

/** PRF-1, PRF-2, PRF-5: by whoever may rename the group. */
export const setGroupPicture: Handler<'conversation.setPicture'> = async (context, { user }, args) => {
  const picture = args.picture === null ? undefined : checkedPicture(args.picture);
  const { conversation } = args;
  await appendEvent(context, {
    conversation,
    sender: user,
    action: 'rename',
    event: { kind: 'conversation.pictureChanged', picture: picture?.id ?? null },
    picture,
  });
  return {};
};

/** PRF-3. */
export const pullPeople: Handler<'people.pull'> = async ({ storage }, _caller, { position }) => {
  const newest = await storage.position();
  const found = await storage.changedPeople(position, LIMITS.listPage);
  const more = found.length === LIMITS.listPage;
  const last = found.at(-1)?.position ?? position;
  return {
    people: found.map(({ person }) => person),
    position: more ? last : Math.max(newest, last),
    more,
  };
};

/** PRF-4. */
export const getPicture: Handler<'picture.get'> = async (context, { user }, { of, picture }) => {
  const isShown = (await shownPicture(context, user, of)) === picture;
  const bytes = isShown ? await context.storage.profilePicture(picture) : undefined;
  if (bytes === undefined) throw new AppError('not_found', 'no such picture');
  return { bytes };
};

async function shownPicture(
  { storage }: HandlerContext,
  user: UserId,
  of: PictureOwner,
): Promise<string | null> {
  if (of.kind === 'person') return (await storage.peopleByIds([of.user]))[0]?.picture ?? null;
  return (await storage.head(user, of.conversation))?.picture ?? null;
}
