import { describe, expect, it } from 'vitest';
import { DeviceActivity } from '../../../../src/relay/handlers/device-activity.ts';
import type { Caller } from '../../../../src/relay/handlers/publisher.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { DeviceId, UserId } from '../../../../src/shared/model/ids.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { seededIds } from '../../../support/seeded-random.ts';

describe('device activity', () => {
  it('[SES-12] is noted at once, and then every five minutes while the device asks for something', () => {
    const makeId = seededIds(4);
    const caller: Caller = {
      user: UserId.parse(makeId()),
      device: DeviceId.parse(makeId()),
      synced: false,
      version: '1.0',
      features: new Set(),
    };
    const clock = new ManualClock();
    const noted: [string, number][] = [];
    const touchDevice = (device: DeviceId, at: number): Promise<void> => {
      noted.push([device, at - start]);
      // Nothing may depend on it.
      return Promise.reject(new Error('disk'));
    };
    const start = clock.now();
    const activity = new DeviceActivity({ touchDevice }, clock, SILENT_LOGGER);
    for (const pause of [0, 1_000, 298_999, 1, 299_999, 300_000]) {
      clock.advance(pause);
      activity.seen(caller);
    }
    expect(noted).toEqual([
      [caller.device, 0],
      [caller.device, 300_000],
      [caller.device, 899_999],
    ]);
  });
});
