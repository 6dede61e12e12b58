import type { Plan, PlannedConversation } from '../../../scripts/demo/plan.ts';
import { makePeople } from '../../../scripts/demo/people.ts';
import { integer, pick, shuffled } from '../../../scripts/demo/random.ts';
import { sentence } from '../../../scripts/demo/sentences.ts';
import type { Random } from '../../../src/shared/clock.ts';

const CONVERSATIONS = 500;
const DAY_MS = 86_400_000;
const TITLES = ['项目', '周会', '供应商', 'Release', '客户', 'Support', '招聘', 'Design review'] as const;

/** The first person has 500 conversations: three of four with one other, the rest groups, of the last two months. */
export function crowdedPlan(random: Random, now: number): Plan {
  const people = makePeople(random, 420);
  const others = shuffled(random, [...people.keys()].slice(2));
  const conversations = Array.from({ length: CONVERSATIONS }, (_, n): PlannedConversation => {
    const peer = n % 4 === 0 ? undefined : others[Math.floor((n * 3) / 4)];
    const members = peer === undefined ? [0, ...others.slice(n % 300, (n % 300) + 8)] : [0, peer];
    const newest = now - 120_000 - Math.floor(60 * DAY_MS * (n / CONVERSATIONS) ** 3);
    const count = integer(random, 2, 6);
    const unread = random() < 0.15 ? integer(random, 1, count) : 0;
    const messages = Array.from({ length: count }, (_message, index) => {
      const sender = pick(random, members);
      const text = sentence(random, people[sender]?.language ?? 'en');
      return { sender, text, at: newest - (count - index - 1) * 240_000 };
    });
    const title = peer === undefined ? `${pick(random, TITLES)} ${n + 1}` : null;
    return { title, members, messages, lag: (member) => (member === 0 ? unread : 0) };
  });
  return { people, online: [0, 1], startedAt: now - 90 * DAY_MS, conversations };
}
