import type { Random } from '../../src/shared/clock.ts';
import { type DemoPerson, makePeople } from './people.ts';
import { integer, pick, shuffled } from './random.ts';
import { sentence } from './sentences.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 28;
const PEOPLE = 650;
const CROWD = 40;

/** A conversation to be made. Members are indexes into the people; the first is its creator. */
export interface PlannedConversation {
  /** `null`: a direct conversation of two. */
  readonly title: string | null;
  readonly members: readonly number[];
  readonly messages: readonly { readonly sender: number; readonly text: string; readonly at: number }[];
  /** How many of the newest messages a member has not read. */
  readonly lag: (member: number) => number;
}

/** A whole workspace before anything of it exists. */
export interface Plan {
  readonly people: readonly DemoPerson[];
  /** Who is signed in: the two of the windows first, then the simulated ones. */
  readonly online: readonly number[];
  readonly startedAt: number;
  readonly conversations: readonly PlannedConversation[];
  /** Leaves the two channels out, each of whose announcements has a row per person. */
  readonly withoutChannels?: boolean;
}

/** The same plan for the same random numbers and time. */
export function makePlan(random: Random, now: number): Plan {
  const people = makePeople(random, PEOPLE);
  const others = shuffled(random, [...people.keys()].slice(2));

  function conversation(
    title: string | null,
    members: readonly number[],
    count: number,
  ): PlannedConversation {
    const talkers = members.length <= 5 ? members : [0, 1, 0, ...members.slice(0, 30)];
    const messages = times(random, now, count).map((at) => {
      const sender = pick(random, talkers);
      return { sender, at, text: sentence(random, people[sender]?.language ?? 'en') };
    });
    const lags = new Map(members.map((member) => [member, lagOf(random, member, count)]));
    return { title, members, messages, lag: (member) => lags.get(member) ?? 0 };
  }

  return {
    people,
    online: [0, 1, ...others.slice(0, CROWD)],
    startedAt: now - (HISTORY_DAYS + 7) * DAY_MS,
    conversations: [
      conversation('全员公告 · All hands', [0, 1, ...others.slice(0, 638)], 800),
      conversation('上海办公室', [0, 1, ...others.slice(0, 198)], 800),
      conversation('Design & Engineering', [1, 0, ...others.slice(0, 38)], 700),
      conversation('消息回执小组', [0, 1, ...others.slice(0, 3)], 400),
      conversation(null, [0, 1], 220),
      ...others.slice(0, 5).map((other) => conversation(null, [0, other], 110)),
      ...others.slice(5, 8).map((other) => conversation(null, [1, other], 90)),
    ],
  };
}

/** Most have read everything, some are a little behind, a few were away for long. */
function lagOf(random: Random, member: number, count: number): number {
  if (member < 2) return random() < 0.5 ? 0 : integer(random, 1, 12);
  const kind = random();
  if (kind < 0.7) return 0;
  return integer(random, 1, kind < 0.9 ? 20 : Math.min(200, count));
}

/** Ascending times on working days of the last weeks, within office hours, the last ones a few minutes ago. */
function times(random: Random, now: number, count: number): number[] {
  const result: number[] = [];
  while (result.length < count) {
    const at = now - integer(random, 3 * 60_000, HISTORY_DAYS * DAY_MS);
    const day = new Date(at);
    const recent = now - at < DAY_MS / 2;
    if (!recent && (day.getDay() % 6 === 0 || day.getHours() < 9 || day.getHours() > 18)) continue;
    result.push(at);
  }
  return result.sort((a, b) => a - b);
}
