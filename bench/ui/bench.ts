import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchTestBrowser, provideTestBrowser } from '../../scripts/test-browser.ts';
import { type BenchOptions, type BenchResult, percentile } from '../report.ts';
import { heapInHall, openHall, scroll, Switcher, type, type Watched } from './measures.ts';
import { lookAtReceipts } from './receipts.ts';
import { type HallOffice, openOffice } from './office.ts';

/** Switches after which the heap is looked at: what every page gathers once is there, and then it must stay. */
const EARLY_SWITCHES = 100;
/**
 * Switches before those are counted. From a new window's first hundred to its six hundredth the engine compiles a megabyte of what is
 * used most, and doubles the tables of its weak maps once, half a megabyte; by snapshots of the heap all else grows by less than 0.2 MB. It
 * would hide a leak as large.
 */
const WARM_UP = 500;
const PER_SECOND = 50;

/**
 * The built client in the web host and a headless browser, on a relay with a hall of `--members=10000` people and
 * `--messages=100000` messages beside other conversations, `--conversations=500` in all.
 */
export async function bench({ option, say }: BenchOptions): Promise<BenchResult> {
  const size = {
    messages: option('messages', 100_000),
    members: option('members', 10_000),
    conversations: option('conversations', 500),
  };
  const switches = option('switches', 1_000);
  const folder = mkdtempSync(join(tmpdir(), 'bench-ui-'));
  const browser = await launchTestBrowser(await provideTestBrowser());
  let open: HallOffice | undefined;
  try {
    const office = await openOffice(folder, browser, size, say);
    open = office;
    const { page } = office.client;
    const session = await page.context().newCDPSession(page);

    say('ui: opening conversations …');
    const hallMs = await openHall(page);
    const switcher = new Switcher(page, size.conversations);
    // Until what is compiled at its first use is compiled.
    await switcher.open(20);
    const opened = await switcher.open(EARLY_SWITCHES - 20);
    const cold = await heapInHall(page, session);
    const next = (count: number) => new Switcher(page, size.conversations).open(count);
    opened.push(...(await next(WARM_UP)));
    const early = await heapInHall(page, session);
    opened.push(...(await next(switches - EARLY_SWITCHES)));
    const late = await heapInHall(page, session);

    say('ui: scrolling …');
    const rows = page.getByRole('listbox');
    const timeline = await scroll(page, page.getByTestId('timeline'), option('turns', 900), -600);
    const list = await scroll(page, rows, 200, 400);
    await page.getByTestId('members').click();
    await page.getByTestId('member').first().waitFor();
    const members = await scroll(page, page.getByTestId('members-panel'), 200, 400);
    await page.getByTestId('close-panel').click();

    const jump = page.getByTestId('jump-latest');
    await jump.click();
    await jump.waitFor({ state: 'detached' });
    say('ui: who has read it …');
    const receipts = await lookAtReceipts(page, size.members - 1);

    say('ui: typing …');
    const typed = await type(page, office.colleague, option('keys', 150), PER_SECOND);

    const scrolled = {
      timeline,
      'list of conversations': list,
      'list of members': members,
      'who has not read it': receipts.unread,
      'who has read it': receipts.read,
    };
    const watched = { ...scrolled, typing: typed };
    const target = (name: string, actual: number, bound: number) =>
      ({ name: `ui: ${name}`, actual, comparison: '<=', bound }) as const;
    return {
      rows: [
        {
          table: `Opening a conversation, ms until it is drawn`,
          subject: `${opened.length} times`,
          values: {
            median: percentile(opened, 0.5),
            p95: percentile(opened, 0.95),
            max: Math.max(...opened),
            'the hall, with its click': hallMs,
          },
        },
        {
          table: `Opening the receipts of a message to ${size.members} people, ms until the first name`,
          subject: `${receipts.openedMs.length} times`,
          values: {
            median: percentile(receipts.openedMs, 0.5),
            max: Math.max(...receipts.openedMs),
            'elements of the popover at most': receipts.elements,
          },
        },
        ...Object.entries(watched).map(([subject, one]) => ({
          table: 'Frames, ms',
          subject,
          values: frameValues(one),
        })),
        {
          table: `From a key to its letter while ${PER_SECOND} messages a second arrive, ms`,
          subject: `${typed.delays.length} keys`,
          values: {
            median: percentile(typed.delays, 0.5),
            p95: percentile(typed.delays, 0.95),
            max: Math.max(...typed.delays),
            'messages arrived': typed.arrived,
          },
        },
        {
          table: 'Heap of the page after switches, MB',
          subject: 'in the hall, after a garbage collection',
          values: {
            [`${EARLY_SWITCHES} of a new window`]: cold / 1e6,
            [`${EARLY_SWITCHES} switches`]: early / 1e6,
            [`${switches} switches`]: late / 1e6,
            ratio: late / early,
          },
        },
      ],
      targets: [
        target('opening a conversation, median ms', percentile(opened, 0.5), 100),
        target('opening a conversation, p95 ms', percentile(opened, 0.95), 200),
        ...Object.entries(scrolled).map(([subject, { long }]) =>
          target(`tasks over 50 ms while scrolling: ${subject}`, long.length, 0),
        ),
        target(
          'elements of the page, at most',
          Math.max(...Object.values(scrolled).map(({ nodes }) => nodes)),
          8_000,
        ),
        target('opening the receipts of a message, median ms', percentile(receipts.openedMs, 0.5), 100),
        target('elements of the receipts popover, at most', receipts.elements, 500),
        target('from a key to its letter, p95 ms', percentile(typed.delays, 0.95), 50),
        target(
          `heap after ${switches} switches, in parts of that after ${EARLY_SWITCHES}`,
          late / early,
          1.1,
        ),
      ],
      notes: [
        'in a headless browser that draws without a graphics card: frames are those of the processor',
        `load average ${loadavg()
          .map((load) => load.toFixed(1))
          .join(' ')}`,
      ],
    };
  } finally {
    // Also when a measure fails: its relay would live on.
    await open?.close();
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function frameValues({ frames, long, nodes }: Watched): Record<string, number> {
  return {
    frames: frames.length,
    median: percentile(frames, 0.5),
    p95: percentile(frames, 0.95),
    max: Math.max(0, ...frames),
    'tasks over 50 ms': long.length,
    'longest of them': Math.max(0, ...long),
    'elements at most': nodes,
  };
}
