// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { usePackets } from '../../../../src/renderer/src/stores/packets.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

let bridge: FakeBridge;
/** Answers to come, in the order of asking. */
let answers: ((points: number) => void)[];

beforeEach(() => {
  bridge = new FakeBridge();
  installBridge(bridge);
  setActivePinia(createPinia());
  answers = [];
  bridge.handlers['points.get'] = () =>
    new Promise<{ points: number }>((resolve) => answers.push((points) => resolve({ points })));
});

describe('[PKT-8] my points', () => {
  it('are asked for again when they have changed, as long as somebody looks at them', async () => {
    const packets = usePackets();
    packets.pointsChanged();
    expect(answers).toHaveLength(0);
    packets.showBalance();
    answers[0]?.(1_000);
    await flushPromises();
    expect(packets.balance).toBe(1_000);
    packets.pointsChanged();
    answers[1]?.(1_050);
    await flushPromises();
    expect(packets.balance).toBe(1_050);
    packets.hideBalance();
    expect(packets.balance).toBeNull();
    packets.pointsChanged();
    expect(answers).toHaveLength(2);
  });

  it('are those of the newest answer that was asked for, and unknown where the relay cannot be reached', async () => {
    const packets = usePackets();
    packets.showBalance();
    packets.pointsChanged();
    answers[1]?.(1_050);
    answers[0]?.(1_000);
    await flushPromises();
    expect(packets.balance).toBe(1_050);
    bridge.handlers['points.get'] = () => Promise.reject(new Error('away'));
    packets.pointsChanged();
    await flushPromises();
    expect(packets.balance).toBeNull();
  });
});
