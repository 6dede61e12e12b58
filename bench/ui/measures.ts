import type { CDPSession, Locator, Page } from '@playwright/test';
import type { Colleague } from '../../test/support/colleague.ts';
import { openNext, startTyping, startWatching } from './in-page.ts';
import { HALL } from './plan.ts';

/** Whatever opening a conversation begins, what is read in it among it, is over by then. */
const SETTLED_MS = 1_000;

/** What was seen while something went on; times in ms. */
export interface Watched {
  /** Durations of tasks over 50 ms. */
  readonly long: readonly number[];
  /** Between two frames. */
  readonly frames: readonly number[];
  /** Most elements of the page at any time. */
  readonly nodes: number;
}

/** Opens conversations one after the other, down the list and up again, as Alt+Down and Alt+Up do. */
export class Switcher {
  readonly #page: Page;
  readonly #last: number;
  #place = 0;
  #down = true;

  /** The first one of `conversations` is open. */
  constructor(page: Page, conversations: number) {
    this.#page = page;
    this.#last = conversations - 1;
  }

  /** For each of `count` the ms until it is drawn. */
  async open(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let n = 0; n < count; n++) {
      if (this.#place === this.#last) this.#down = false;
      if (this.#place === 0) this.#down = true;
      this.#place += this.#down ? 1 : -1;
      times.push(await this.#page.evaluate(openNext, this.#down));
    }
    return times;
  }
}

export async function openHall(page: Page): Promise<number> {
  const start = performance.now();
  await page.getByTestId('conversation-row').filter({ hasText: HALL }).click();
  await page.getByTestId('message').last().waitFor();
  return performance.now() - start;
}

/** Turns the wheel over an element for so many frames, so many px each time. */
export async function scroll(page: Page, what: Locator, turns: number, by: number): Promise<Watched> {
  await what.hover();
  await page.evaluate(startWatching);
  for (let n = 0; n < turns; n++) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(16);
  }
  return page.evaluate(() => window.stopWatching());
}

/** Types into the hall while its messages come, so many a second; ms from each key to its picture. */
export async function type(
  page: Page,
  colleague: Colleague,
  keys: number,
  perSecond: number,
): Promise<Watched & { readonly delays: readonly number[]; readonly arrived: number }> {
  const hall = await colleague.group(HALL);
  await page.getByTestId('composer').click();
  await page.evaluate(startWatching);
  await page.evaluate(startTyping);
  let arrived = 0;
  const pending = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const said = colleague
      .say(hall, `number ${arrived++} 收到，我马上看。`)
      .finally(() => pending.delete(said));
    pending.add(said);
  }, 1_000 / perSecond);
  try {
    for (let n = 0; n < keys; n++) {
      await page.keyboard.press(n % 6 === 5 ? 'Space' : 'KeyA');
      await page.waitForTimeout(60);
    }
  } finally {
    clearInterval(timer);
  }
  await Promise.all(pending);
  const watched = await page.evaluate(() => ({ ...window.stopWatching(), delays: window.keyDelays }));
  await page.getByTestId('composer').fill('');
  return { ...watched, arrived };
}

/**
 * Opens the hall, and gives the used bytes of the page's heap after what nobody holds is gone. Always the same screen: conversations
 * differ by half a megabyte, which would tell where one has come to and not what has gathered.
 */
export async function heapInHall(page: Page, session: CDPSession): Promise<number> {
  await page.getByRole('listbox').press('Home');
  await openHall(page);
  await page.waitForTimeout(SETTLED_MS);
  // The second finds what the finalizers of the first let go.
  for (let n = 0; n < 2; n++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}
