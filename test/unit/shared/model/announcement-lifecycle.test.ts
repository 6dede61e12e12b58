import { describe, expect, it } from 'vitest';
import {
  actionsOf,
  ANNOUNCEMENT_ACTIONS,
  AnnouncementState,
  nextState,
} from '../../../../src/shared/model/announcement-lifecycle.ts';
import { isVersionAtLeast } from '../../../../src/shared/model/channel.ts';
import { mayInChannel, standingsIn } from '../../../../src/shared/model/rights.ts';

/** The table of CHN-5 as PROTOCOL.md prints it; an empty place is a step that there is not. */
const TABLE = `
  draft       | draft       | pre-release | published |         | recalled
  pre-release | pre-release | pre-release | published | stopped | recalled
  published   | published   |             | published | stopped | recalled
  stopped     |             |             |           | stopped | recalled
  recalled    |             |             |           |         | recalled`;

const rows = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the lifecycle of an announcement', () => {
  it('[CHN-5] has exactly the steps of its table, from every state by every action', () => {
    expect(rows.map(([state]) => state)).toEqual(AnnouncementState.options);
    for (const [state, ...next] of rows) {
      const from = AnnouncementState.parse(state);
      expect(ANNOUNCEMENT_ACTIONS.map((action) => nextState(from, action) ?? '')).toEqual(next);
    }
  });

  it('offers what changes something', () => {
    expect(actionsOf('draft')).toEqual(['modify', 'preRelease', 'publish', 'recall']);
    expect(actionsOf('published')).toEqual(['modify', 'stop', 'recall']);
    expect(actionsOf('stopped')).toEqual(['recall']);
    expect(actionsOf('recalled')).toEqual([]);
  });
});

describe('rights in a channel', () => {
  it('[CHN-1] go with what somebody is there', () => {
    const channel = { owner: 'anna', publishers: ['bo'] };
    const may = (user: string, isAdministrator = false) =>
      (['create', 'change', 'publish', 'seeReach'] as const).filter((action) =>
        mayInChannel(action, standingsIn(channel, user, isAdministrator)),
      );
    expect(may('root', true)).toEqual(['create', 'change', 'publish', 'seeReach']);
    expect(may('anna')).toEqual(['change', 'publish', 'seeReach']);
    expect(may('bo')).toEqual(['publish', 'seeReach']);
    expect(may('cy')).toEqual([]);
  });
});

describe('versions', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.10', '1.9.9', true],
    ['1.2', '1.2.1', false],
    ['2.0.0-beta.1', '2', true],
    ['0.9', '1', false],
    ['dev', '0', false],
    ['', '0', false],
  ])('[CHN-4] %s counts against a needed %s as %s', (version, needed, expected) => {
    expect(isVersionAtLeast(version, needed)).toBe(expected);
  });
});
