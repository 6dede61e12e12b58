import type { Random } from '../../src/shared/clock.ts';

/** How many groups of which size. A size is cut to the number of people. */
export type GroupSizes = readonly (readonly [groups: number, members: number])[];

/** Much like an office of a thousand. */
const SIZES: GroupSizes = [
  [1, 500],
  [3, 200],
  [10, 50],
  [30, 12],
  [60, 4],
  [60, 2],
];
/** People beyond a group's first members who may be added to it. */
const GUESTS = 4;

export interface GroupPlan {
  /** Indexes of people; the first one owns the group and never leaves. */
  readonly members: readonly number[];
  readonly guests: readonly number[];
}

/** Groups of mixed sizes; every person is in at least one. */
export function planGroups(people: number, random: Random, sizes: GroupSizes = SIZES): GroupPlan[] {
  const shuffled = (): number[] =>
    Array.from({ length: people }, (_, index) => ({ index, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ index }) => index);
  const plans = sizes.flatMap(([groups, size]) =>
    Array.from({ length: groups }, () => {
      const all = shuffled();
      const members = all.slice(0, Math.min(size, Math.max(2, people - GUESTS)));
      return { members, guests: all.slice(members.length, members.length + GUESTS) };
    }),
  );
  const placed = new Set(plans.flatMap(({ members }) => members));
  const rest = shuffled().filter((index) => !placed.has(index));
  for (let start = 0; start < rest.length; start += 10)
    plans.push({ members: [0, ...rest.slice(start, start + 10).filter((index) => index !== 0)], guests: [] });
  return plans;
}
