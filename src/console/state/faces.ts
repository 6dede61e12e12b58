import { shallowReactive } from 'vue';
import type { AvatarPictures } from '../../renderer/src/ui/avatar-pictures.ts';
import { ADMIN_PICTURES } from '../../shared/admin/operations.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { PictureId } from '../../shared/model/profile-picture.ts';
import { ask } from './api.ts';

/** Pictures that are kept, some 20 kB each; whose came first show their initials again. */
const MAX_KNOWN = 500;

const urls = shallowReactive(new Map<string, string>());
/** What was asked for, and is here or on its way. */
const asked = new Map<UserId, PictureId>();
const wanted = new Set<UserId>();
let isAsking = false;

/** The pictures of people who were in a list; groups and channels have none here. */
export const faces: AvatarPictures = {
  urlOf: (kind, id) => (kind === 'person' ? urls.get(id) : undefined),
  round: 0,
};

/** Asks for the pictures of these people, as far as they are not here. What cannot be had is asked for with the next list. */
export function meet(people: readonly Person[]): void {
  for (const { id, picture } of people) {
    if (asked.get(id) === picture) continue;
    if (picture === undefined) {
      forget(id);
      continue;
    }
    asked.set(id, picture);
    wanted.add(id);
  }
  if (!isAsking) void askForWanted();
}

async function askForWanted(): Promise<void> {
  isAsking = true;
  while (wanted.size > 0) {
    const users = [...wanted].slice(0, ADMIN_PICTURES);
    for (const user of users) wanted.delete(user);
    const answer = await ask('people.pictures', { users }).catch(() => undefined);
    if (!answer) for (const user of users) asked.delete(user);
    for (const { user, type, bytes } of answer?.pictures ?? []) put(user, `data:${type};base64,${bytes}`);
  }
  isAsking = false;
}

function put(user: UserId, url: string): void {
  urls.delete(user);
  urls.set(user, url);
  for (const [id] of asked) {
    if (urls.size <= MAX_KNOWN) break;
    forget(id);
  }
}

function forget(user: UserId): void {
  urls.delete(user);
  asked.delete(user);
}
