import * as z from 'zod';
import { UserId } from '../../model/ids.ts';
import { Person } from '../../model/person.ts';
import { request } from './spec.ts';

export const PEOPLE_REQUESTS = {
  'people.search': request(z.object({ query: z.string().max(64) }), z.object({ people: z.array(Person) })),
  'people.get': request(
    z.object({ users: z.array(UserId).max(1_000) }),
    z.object({ people: z.array(Person) }),
  ),
} as const;
