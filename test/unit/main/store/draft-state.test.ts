import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrived,
  type DraftState,
  NO_DRAFT,
  saved,
  written,
} from '../../../../src/main/store/draft-state.ts';

const state = (patch: Partial<DraftState>): DraftState => ({ ...NO_DRAFT, ...patch });

describe('a draft on one of several devices', () => {
  it('[C8] is not known to the relay once it was written, until the relay has stored that text', () => {
    const first = written(NO_DRAFT, 'a');
    expect(first).toMatchObject({ text: 'a', unsaved: true });
    expect(saved(first, { text: 'a', revision: 5 })).toMatchObject({ revision: 5, unsaved: false });
    const more = written(first, 'ab');
    expect(saved(more, { text: 'a', revision: 5 })).toMatchObject({ text: 'ab', revision: 5, unsaved: true });
  });

  it('[C8] is followed where nothing is unsaved, each revision once', () => {
    const known = state({ text: 'a', revision: 5 });
    const next = arrived(known, { text: 'from afar', revision: 7 });
    expect(next).toEqual(state({ text: 'from afar', revision: 7, version: 1 }));
    expect(arrived(next, { text: 'older', revision: 6 })).toBe(next);
    expect(arrived(next, { text: '', revision: 8 })).toMatchObject({ text: '', version: 2 });
  });

  it('[X7] is never replaced while it is unsaved: both are kept', () => {
    const mine = state({ text: 'mine', revision: 5, unsaved: true });
    const both = arrived(mine, { text: 'theirs', revision: 7 });
    expect(both).toMatchObject({ text: 'mine', other: { text: 'theirs', revision: 7 }, version: 1 });
    expect(written(both, 'mine and more')).toMatchObject({
      text: 'mine and more',
      other: { text: 'theirs', revision: 7 },
    });
    expect(arrived(both, { text: 'theirs, longer', revision: 9 }).other).toEqual({
      text: 'theirs, longer',
      revision: 9,
    });
  });

  it('[X7] is not replaced by who had not seen what came from elsewhere', () => {
    const came = arrived(state({ text: 'a', revision: 5 }), { text: 'theirs', revision: 7 });
    const both = written(came, 'typed upon a', { version: 0, settles: false });
    expect(both).toMatchObject({
      text: 'typed upon a',
      unsaved: true,
      other: { text: 'theirs', revision: 7 },
    });
    // A message that was sent, or a text that was deleted, was not theirs.
    expect(written(came, '', { version: 0, settles: false })).toBe(came);
    expect(written(came, 'theirs and more', { version: 1, settles: false })).toMatchObject({ other: null });
  });

  it('[C8] is the user’s choice of the two', () => {
    const both = state({ text: 'mine', version: 3, unsaved: true, other: { text: 'theirs', revision: 7 } });
    const seen = { version: 3, settles: true };
    expect(written(both, 'mine', seen)).toMatchObject({
      text: 'mine',
      revision: 7,
      unsaved: true,
      other: null,
    });
    expect(written(both, 'theirs', seen)).toMatchObject({
      text: 'theirs',
      revision: 7,
      unsaved: false,
      other: null,
    });
    expect(written(both, 'mine\ntheirs', seen)).toMatchObject({ unsaved: true, other: null });
    // Chosen before the newest of the other device was seen.
    expect(written(both, 'mine', { version: 2, settles: true }).other).not.toBeNull();
  });

  it('[C8] that was sent lets the other one stand', () => {
    const both = state({ text: 'mine', unsaved: true, other: { text: 'theirs', revision: 7 } });
    expect(written(both, '')).toMatchObject({ text: 'theirs', revision: 7, unsaved: false, other: null });
    const sent = state({ text: '', revision: 5, unsaved: true });
    expect(arrived(sent, { text: 'theirs', revision: 7 })).toMatchObject({ text: 'theirs', unsaved: false });
  });

  it('[C8] is no conflict where one holds the other, or the other is empty', () => {
    const mine = state({ text: 'hello wor', revision: 5, unsaved: true });
    expect(arrived(mine, { text: 'hello', revision: 7 })).toMatchObject({
      revision: 7,
      unsaved: true,
      other: null,
    });
    expect(arrived(mine, { text: '', revision: 7 })).toMatchObject({
      revision: 7,
      unsaved: true,
      other: null,
    });
    expect(arrived(mine, { text: 'hello wor', revision: 7 })).toMatchObject({ revision: 7, unsaved: false });
  });

  it('[X7] loses nothing: a text stays until somebody who saw it has replaced it', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('writes' as const), blind: fc.boolean(), empty: fc.boolean() }),
      fc.record({ kind: fc.constant('arrives' as const), empty: fc.boolean() }),
      fc.record({ kind: fc.constant('settles' as const), take: fc.constantFrom('mine', 'other', 'both') }),
      fc.record({ kind: fc.constant('saved' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let now = NO_DRAFT;
        let shown = now;
        let revision = 0;
        const alive = new Set<string>();
        steps.forEach((one, index) => {
          // Texts that hold none of the others.
          const fresh = `<${index}>`;
          if (one.kind === 'writes') {
            const text = one.empty ? '' : fresh;
            if (!one.blind) shown = now;
            alive.delete(shown.text);
            // Of an own text that is not shown any more the writer has written a later one.
            if (shown.version === now.version) alive.delete(now.text);
            now = written(now, text, { version: shown.version, settles: false });
            if (text) alive.add(text);
            if (one.blind && text) shown = { ...shown, text };
            else shown = now;
          } else if (one.kind === 'arrives') {
            revision += 1;
            // Who stored it elsewhere had seen what the relay had.
            if (now.other) alive.delete(now.other.text);
            else if (!now.unsaved) alive.delete(now.text);
            const text = one.empty ? '' : fresh;
            now = arrived(now, { text, revision });
            if (text) alive.add(text);
          } else if (one.kind === 'settles' && now.other) {
            const text =
              one.take === 'mine'
                ? now.text
                : one.take === 'other'
                  ? now.other.text
                  : now.text + now.other.text;
            alive.delete(now.text);
            alive.delete(now.other.text);
            now = written(now, text, { version: now.version, settles: true });
            alive.add(text);
            shown = now;
          } else if (one.kind === 'saved' && now.unsaved && !now.other) {
            revision += 1;
            now = saved(now, { text: now.text, revision });
          }
          alive.delete('');
          for (const text of alive) expect([now.text, now.other?.text]).toContain(text);
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
