import { AdminPicture } from '../../shared/admin/admin-views.ts';
import { readPicture } from '../../shared/picture.ts';
import type { Operation } from './context.ts';

/** The same as everybody with an account may have (PRF-4), many at a time. */
export const getPictures: Operation<'people.pictures'> = async ({ relay }, _actor, { users }) => {
  const { storage } = relay;
  const people = await storage.peopleByIds([...new Set(users)]);
  const found = await Promise.all(
    people.map(async ({ id: user, picture }): Promise<AdminPicture[]> => {
      const bytes = picture && (await storage.profilePicture(picture));
      // Somebody may take another one meanwhile: then this one is gone.
      if (picture === undefined || bytes === undefined) return [];
      const type = readPicture(Buffer.from(bytes, 'base64'))?.type;
      const read = AdminPicture.safeParse({ user, picture, type, bytes });
      return read.success ? [read.data] : [];
    }),
  );
  return { pictures: found.flat() };
};
