import { hostHere, inWorkspace, message, newChat, row, sayMany, twoPeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('a restart brings back what was open, to the pixel, and reads nothing by itself (X1)', async ({
  launch,
  relay,
}) => {
  const [lin, first] = await twoPeople(launch, relay);
  let emma = first;
  await newChat(lin.page, ['Emma']);
  const say = (from: number, to: number) =>
    sayMany(
      lin.page,
      Array.from(
        { length: to - from + 1 },
        (_, i) => `number ${from + i}.${' word'.repeat(((from + i) * 7) % 60)}`,
      ),
    );
  await say(1, 80);
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('80');
  await row(emma.page, '林夕').click();
  await expect(message(emma.page, 'number 1.')).toBeInViewport();
  await expect(emma.page.getByTestId('unread-separator')).toHaveText('80 new');
  await emma.page.getByTestId('timeline').press('End');
  await expect(message(emma.page, 'number 80.')).toBeInViewport();
  await emma.page.getByRole('separator', { name: 'Width of the list' }).press('ArrowRight');
  await emma.page.getByTestId('timeline').hover();
  await emma.page.mouse.wheel(0, -1_733);
  /** The row that is remembered, and where it is on the screen; `null` until what is remembered is what is seen. */
  const rowInSight = () =>
    emma.page.evaluate(async () => {
      const view = await window.yidu.request('view.get', {});
      const remembered = view.ok ? view.value.row : null;
      const scroller = document.querySelector('[data-testid="timeline"]');
      const shown = scroller?.querySelector(`[data-seq="${remembered?.seq ?? 0}"]`);
      if (!scroller || !shown || !remembered) return null;
      const offset = shown.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      return Math.abs(offset - remembered.offset) <= 1 ? remembered : null;
    });
  await expect.poll(rowInSight).not.toBeNull();
  const before = await rowInSight();
  expect(before?.seq).toBeGreaterThan(40);
  // Nobody looks any more: what was in sight long enough has been counted as read, and nothing else will be.
  await emma.blur();
  let unread = -1;
  await expect
    .poll(
      async () => {
        const last = unread;
        unread = Number(await row(emma.page, '林夕').getByTestId('badge').innerText());
        return unread === last;
      },
      { intervals: [1_000] },
    )
    .toBe(true);
  await emma.end();

  await say(81, 82);
  emma = await launch('emma');
  await inWorkspace(emma.page);
  await expect(emma.page.getByTestId('conversation-title')).toHaveText('林夕');
  // What was new when it ended, and two more.
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText(String(unread + 2));
  await expect.poll(rowInSight).not.toBeNull();
  const after = await rowInSight();
  expect(after?.seq).toBe(before?.seq);
  expect(Math.abs((after?.offset ?? 0) - (before?.offset ?? 0))).toBeLessThanOrEqual(1);
  await expect(emma.page.getByRole('separator', { name: 'Width of the list' })).toHaveAttribute(
    'aria-valuenow',
    '320',
  );
  // Somebody is here now, and goes to the end.
  await emma.page.getByTestId('jump-latest').click();
  await expect(message(emma.page, 'number 82.')).toBeInViewport();
  await expect(row(emma.page, '林夕').getByTestId('badge')).not.toHaveText(String(unread + 2));
});

test('a window that shows a hundred messages at once comes to rest in the middle of them', async ({
  launch,
  relay,
}) => {
  const [{ page }] = await twoPeople(launch, relay);
  await page.setViewportSize({ width: 1_180, height: 3_600 });
  await newChat(page, ['Emma']);
  await sayMany(
    page,
    Array.from({ length: 600 }, (_, n) => `n ${n + 1}.`),
  );
  await expect(message(page, 'n 600.')).toBeInViewport();
  const held = () =>
    page
      .getByTestId('message')
      .evaluateAll((rows) => [rows.length, rows[0]?.dataset['seq'], rows.at(-1)?.dataset['seq']].join(' '));
  await page.getByTestId('timeline').hover();
  for (let turn = 0; turn < 12; turn++) {
    await page.mouse.wheel(0, -900);
    await page.waitForTimeout(100);
  }
  await expect(message(page, 'n 600.')).not.toBeInViewport();
  // Nothing more is asked for: what one end needs, the other does not lose.
  await expect
    .poll(async () => {
      const before = await held();
      await page.waitForTimeout(1_000);
      return (await held()) === before;
    })
    .toBe(true);
  const [first, last] = await page
    .getByTestId('message')
    .evaluateAll((rows) => [rows[0], rows.at(-1)].map((row) => row?.getBoundingClientRect().top ?? 0));
  expect(first).toBeLessThan(-1_000);
  expect(last).toBeGreaterThan(4_600);
});

test('a restart brings back the channel that was open', async ({ launch }) => {
  let anna = await launch('anna');
  await hostHere(anna.page, 'anna', 'Anna');
  await anna.page.getByTestId('rail-channels').click();
  await anna.page.getByTestId('new-channel').click();
  await anna.page.getByTestId('channel-title').fill('公司公告');
  await anna.page.getByTestId('create-channel').click();
  await expect(anna.page.getByTestId('channel-name')).toHaveText('公司公告');
  await expect
    .poll(() =>
      anna.page.evaluate(async () => {
        const view = await window.yidu.request('view.get', {});
        return view.ok && view.value.section === 'channels' && view.value.channel !== null;
      }),
    )
    .toBe(true);
  await anna.end();
  anna = await launch('anna');
  await inWorkspace(anna.page);
  await expect(anna.page.getByTestId('channel-name')).toHaveText('公司公告');
});
