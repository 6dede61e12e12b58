import { message, newChat, openConversation, row, send, threePeople, twoPeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('finds Chinese and Japanese of any length and English prefixes, and jumps there (X2)', async ({
  launch,
  relay,
}) => {
  const [lin] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, '我喜歡用這個版本');
  await send(lin.page, '部屋の予約は取れました');
  await send(lin.page, 'The receipts are wonderful');
  for (let i = 1; i <= 40; i++) await send(lin.page, `filler ${i}`);
  await expect(message(lin.page, 'filler 40')).toBeVisible();
  await expect(message(lin.page, '我喜歡用這個版本')).not.toBeInViewport();

  const { page } = lin;
  const input = page.getByTestId('search-input');
  const hits = page.getByTestId('search-hit');
  await page.keyboard.press('Control+k');
  for (const [query, text, mark] of [
    ['喜歡', '我喜歡用這個版本', '喜歡'],
    ['部屋', '部屋の予約は取れました', '部屋'],
    ['歡', '我喜歡用這個版本', '歡'],
    ['wonder', 'The receipts are wonderful', 'wonderful'],
  ] as const) {
    await input.fill(query);
    await expect(hits).toHaveCount(1);
    await expect(hits.first()).toContainText(text);
    await expect(hits.first().locator('mark')).toHaveText([new RegExp(`^${mark.slice(0, query.length)}`)]);
  }
  await input.fill('不存在的词');
  await expect(page.getByTestId('search-nothing')).toContainText('不存在的词');

  await input.fill('喜歡');
  await hits.first().click();
  await expect(message(page, '我喜歡用這個版本')).toBeInViewport();
});

test('finds what is on this disk without a relay', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, '下午三点开会');
  await openConversation(emma.page, '林夕');
  await expect(message(emma.page, '下午三点开会')).toBeVisible();
  await relay.kill();
  await expect(emma.page.getByTestId('offline-bar')).toBeVisible();
  await emma.page.keyboard.press('Control+k');
  await emma.page.getByTestId('search-input').fill('三点');
  await expect(emma.page.getByTestId('search-hit')).toHaveCount(1);
});

test('narrows a search by sender, conversation, kind and date, and says what was searched', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await threePeople(launch, relay);
  const { page } = lin;
  await newChat(page, ['Emma', 'Ben'], 'Team');
  for (let i = 1; i <= 5; i++) await send(page, `plan ${i}`);
  await newChat(page, ['Emma']);
  await send(page, 'plan for two');
  await row(emma.page, 'plan for two').click();
  await send(emma.page, 'plan of Emma');
  await expect(message(page, 'plan of Emma')).toBeVisible();

  const hits = page.getByTestId('search-hit');
  await page.keyboard.press('Control+k');
  await page.getByTestId('search-input').fill('plan');
  // Grouped: of each conversation the newest three, and the way to the others.
  await expect(page.getByTestId('search-place')).toHaveText([/Emma/, /Team/]);
  await expect(hits).toHaveCount(5);
  await expect(page.getByTestId('history-indexing')).toHaveCount(0);

  await page.getByTestId('filter-from').click();
  await page.getByTestId('filter-query').fill('Emma');
  await page.getByTestId('filter-option').filter({ hasText: 'Emma' }).click();
  await expect(hits).toHaveText([/plan of Emma/]);
  await page.getByTestId('filter-from-clear').click();

  await page.getByTestId('search-all').click();
  await expect(hits).toHaveCount(5);
  await expect(page.getByTestId('search-place')).toHaveText([/Team/]);

  await page.getByTestId('filter-kind').click();
  await page.getByTestId('kind-card').click();
  await expect(page.getByTestId('search-nothing')).toContainText('In: Team · Kind: Name cards');
  await page.getByTestId('filter-kind-clear').click();
  await expect(hits).toHaveCount(5);

  await page.getByTestId('filter-date').click();
  await page.getByTestId('date-last').fill('2020-01-01');
  await page.getByTestId('date-apply').click();
  await expect(page.getByTestId('search-nothing')).toContainText('2020');
  await page.getByTestId('search-widen').click();
  await expect(hits).toHaveCount(5);
  await expect(page.getByTestId('search-place')).toHaveCount(2);
  await page.keyboard.press('Escape');

  // In the conversation that is open, and nowhere else; where the hits cover it they give way to what they lead to.
  await page.setViewportSize({ width: 900, height: 640 });
  await page.keyboard.press('Control+f');
  await page.getByTestId('search-here-input').fill('plan');
  await expect(hits).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('conversation-search')).toHaveCount(0);
  await expect(message(page, 'plan for two')).toBeInViewport();
});
