import * as z from 'zod';
import { UserId } from '../../model/ids.ts';
import { Person } from '../../model/person.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { request } from './spec.ts';

export const PEOPLE_REQUESTS = {
  /** By name; 50 unless another limit is named. `more`: there are others whose names fit. */
  'people.search': request(
    z.object({ query: z.string().max(64), limit: z.int().min(1).max(LIMITS.listPage).optional() }),
    z.object({ people: z.array(Person), more: z.boolean() }),
  ),
  'people.get': request(
    z.object({ users: z.array(UserId).max(1_000) }),
    z.object({ people: z.array(Person) }),
  ),
} as const;
