import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isMessage } from '../../../src/shared/model/event.ts';
import type { NewEvent } from '../../../src/relay/storage/timeline-port.ts';
import { ReplayedMessages } from './replayed-messages.ts';
import type { StorageFixture, Current } from './storage-fixture.ts';

const PEOPLE = 4;
const KINDS = ['send', 'quote', 'edit', 'recall', 'react', 'unreact', 'pin', 'unpin'] as const;

interface Step {
  readonly by: number;
  readonly kind: (typeof KINDS)[number];
  /** Counted back from the newest event, so that most steps find a message. */
  readonly back: number;
  readonly word: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    by: fc.nat({ max: PEOPLE - 1 }),
    kind: fc.constantFrom(...KINDS),
    back: fc.nat({ max: 9 }),
    word: fc.nat({ max: 2 }),
  }),
  { maxLength: 60 },
);

function asked(fixture: StorageFixture, { kind, word }: Step, target: number): NewEvent {
  const content = { type: 'text', text: `word ${word}` } as const;
  const window = { sentAfter: 0 };
  const emoji = ['👍', '❤️', '😀'][word] ?? '👍';
  switch (kind) {
    case 'send':
      return { kind: 'message.created', clientId: fixture.clientId(), content };
    case 'quote':
      return { kind: 'message.created', clientId: fixture.clientId(), content, quote: target };
    case 'edit':
      return { kind: 'message.edited', target, content, window };
    case 'recall':
      return { kind: 'message.recalled', target, window };
    case 'react':
      return { kind: 'reaction.added', target, emoji };
    case 'unreact':
      return { kind: 'reaction.removed', target, emoji };
    case 'pin':
      return { kind: 'message.pinned', target };
    case 'unpin':
      return { kind: 'message.unpinned', target };
  }
}

export function describeReplay(current: Current, numRuns: number): void {
  it('[MSG-1] [MSG-3] [MSG-5] [MSG-6] pulls messages as they are for who has followed every event', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { storage } = current();
        const people = await current().people(PEOPLE);
        const [owner, ...others] = people;
        if (!owner) throw new Error('people');
        const id = await current().group(owner, ...others);
        const replayed = new ReplayedMessages();
        let head = 1;
        for (const step of all) {
          const by = people[step.by] ?? owner;
          const target = Math.max(1, head - step.back);
          const outcome = await current().append(id, by, asked(current(), step, target));
          if (outcome.kind !== 'appended') continue;
          head = outcome.event.seq;
          replayed.apply(outcome.event);
        }
        const events = await current().all(id);
        expect(events.filter(isMessage)).toEqual(replayed.pulled());
        expect(await storage.pins(id)).toEqual(replayed.pins());
      }),
      { numRuns },
    );
  });
}
