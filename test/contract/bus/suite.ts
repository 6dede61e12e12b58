import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bus, MAX_FRAME_BYTES } from '../../../src/relay/cluster/bus.ts';

/** What carries the frames. */
export interface BusGround {
  /** Another node's end. */
  join(): Bus;
  /** Nothing is carried any more. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** A node's end with what it has heard. */
class Ear {
  readonly bus: Bus;
  readonly frames: string[] = [];
  doubts = 0;
  #waiting: (() => void)[] = [];

  constructor(bus: Bus) {
    this.bus = bus;
    bus.listen({
      frame: (text) => {
        this.frames.push(text);
        this.#wake();
      },
      doubt: () => {
        this.doubts++;
        this.#wake();
      },
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Everything that bus.ts promises, for any adapter. `saysReady`: it doubts once its first link is up. */
export function describeBus(name: string, open: () => Promise<BusGround>, saysReady: boolean): void {
  describe(`bus: ${name}`, () => {
    let ground: BusGround;
    let ears: Ear[];
    beforeEach(async () => {
      ground = await open();
      ears = [];
    });
    afterEach(async () => {
      for (const { bus } of ears) await bus.close();
      await ground.close();
    });

    async function node(): Promise<Ear> {
      const ear = new Ear(ground.join());
      ears.push(ear);
      if (saysReady) await ear.until(() => ear.doubts > 0);
      return ear;
    }

    it('carries frames to all nodes, those of one node in their order', async () => {
      const [a, b, c] = [await node(), await node(), await node()];
      const sent = Array.from({ length: 200 }, (_, index) => `frame ${index}`);
      for (const text of sent) a.bus.send(text);
      for (const ear of [b, c]) {
        await ear.until(() => ear.frames.length >= sent.length);
        expect(ear.frames).toEqual(sent);
      }
      c.bus.send('back');
      await a.until(() => a.frames.includes('back'));
    });

    it('carries frames of the greatest length, of any letters, and the same one twice', async () => {
      const [a, b] = [await node(), await node()];
      const long = '读'.repeat(Math.floor(MAX_FRAME_BYTES / 3));
      expect(Buffer.byteLength(long)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      expect(Buffer.byteLength(long) + 3).toBeGreaterThan(MAX_FRAME_BYTES);
      for (const text of [long, 'it\'s \\ "so"', 'twice', 'twice']) a.bus.send(text);
      await b.until(() => b.frames.length >= 4);
      expect(b.frames).toEqual([long, 'it\'s \\ "so"', 'twice', 'twice']);
    });

    it('drops what is sent without a link, and says so when there is one again', async () => {
      const [a, b] = [await node(), await node()];
      const [beforeA, beforeB] = [a.doubts, b.doubts];
      await ground.cut();
      a.bus.send('lost, or not');
      await ground.heal();
      await a.until(() => a.doubts > beforeA);
      await b.until(() => b.doubts > beforeB);
      a.bus.send('after');
      await b.until(() => b.frames.includes('after'));
    }, 30_000);

    it('sends what waits when it is closed, and nothing afterwards', async () => {
      const [a, b] = [await node(), await node()];
      a.bus.send('goodbye');
      await a.bus.close();
      a.bus.send('too late');
      await a.bus.close();
      await b.until(() => b.frames.includes('goodbye'));
      b.bus.send('to nobody');
      const c = await node();
      c.bus.send('last');
      await b.until(() => b.frames.includes('last'));
      expect(b.frames).not.toContain('too late');
      // A node may hear itself, but not when it is gone.
      expect(a.frames).not.toContain('last');
    });
  });
}
