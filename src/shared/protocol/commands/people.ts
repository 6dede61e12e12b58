import * as z from 'zod';
import { AccountName, Person } from '../../model/person.ts';
import { PictureBytes, PictureId, PictureOwner } from '../../model/profile-picture.ts';
import { LIMITS } from '../limits.ts';
import { command, position, users } from './spec.ts';

/** Who else is on this relay. */
export const PEOPLE_COMMANDS = {
  'people.list': command(
    'signed-in',
    z.object({
      /** Matches the start of a word of either name, case ignored. */
      query: z.string().max(64).optional(),
      after: AccountName.optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ people: z.array(Person), more: z.boolean() }),
  ),
  'people.get': command('signed-in', z.object({ users }), z.object({ people: z.array(Person) })),
  /** Whose name or picture changed after a position. */
  'people.pull': command(
    'signed-in',
    z.object({ position }),
    z.object({ people: z.array(Person), position, more: z.boolean() }),
  ),
  /** The picture that somebody has now. */
  'picture.get': command(
    'signed-in',
    z.object({ of: PictureOwner, picture: PictureId }),
    z.object({ bytes: PictureBytes }),
  ),
} as const;
