import type { GroupOverview } from '../administration.ts';

/** A group as administrators list it, without its owner; its key is the cursor. */
export interface GroupRow extends Omit<GroupOverview, 'cursor' | 'owner'> {
  readonly key: number;
}
