import { message, send } from '../e2e/support/actions.ts';
import { pastePicture } from '../e2e/support/pictures.ts';
import { open, reconnect } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

const TEAM = '消息回执小组';

test('messages message-menu pin-board emoji-picker selection', async ({ office }) => {
  const [emma, anna] = [await office.colleague(1), await office.colleague(2)];
  const conversation = await emma.group(TEAM);
  const { page } = await office.client(0);
  await open(page, TEAM);
  const asked = await emma.say(conversation, 'Which room do we take on Friday? 三楼的还空着吗？');
  const offer = await anna.say(
    conversation,
    '供应商的报价单到了：\n- 硬件 **48,000** 元\n- 两年维护 `6,500` 元',
  );
  await anna.say(conversation, '还有一份 @林夕 要签字的合同，https://office.example/contract');
  await expect(message(page, '供应商的报价单到了')).toBeVisible();
  await message(page, 'Which room').hover();
  await message(page, 'Which room').getByTestId('toolbar-reply').click();
  await send(page, '三楼会议室，我已经订了下午两点');
  await expect(message(page, '下午两点').getByTestId('receipt-label')).toBeVisible();
  await page.getByTestId('composer').press('ArrowUp');
  await page.getByTestId('composer').fill('三楼会议室，我已经订了下午三点 🎉');
  await page.getByTestId('composer').press('Enter');
  await expect(message(page, '下午三点').getByTestId('edited')).toBeVisible();
  const wrong = await emma.say(conversation, 'not for this group');
  await emma.request('message.recall', { conversation, seq: wrong });
  await expect(page.getByTestId('recalled')).toBeVisible();
  for (const one of [emma, anna])
    await one.request('message.react', { conversation, seq: offer, emoji: '👍', on: true });
  await emma.request('message.react', { conversation, seq: offer, emoji: '🎉', on: true });
  await message(page, '供应商的报价单到了').click({ button: 'right' });
  await page.getByTestId('menu-pin-message').click();
  await expect(message(page, '供应商的报价单到了').getByTestId('pinned-mark')).toBeVisible();
  const forwarded = await page.evaluate(
    ([from, seqs]) =>
      window.yidu.request('message.forward', { from, seqs: [...seqs], conversations: [from] }),
    [conversation, [asked, offer]] as const,
  );
  expect(forwarded.ok).toBe(true);
  await expect(page.getByTestId('message').last()).toContainText('Which room');
  await page.mouse.move(2, 2);
  await page.getByTestId('composer').click();
  await shoot(page, 'messages');

  const menu = page.getByTestId('message-menu');
  await shoot(page, 'message-menu', {
    async again() {
      await page.keyboard.press('Escape');
      await message(page, '下午三点').click({ button: 'right' });
      await expect(menu).toBeVisible();
    },
  });
  await page.keyboard.press('Escape');
  const picker = page.getByTestId('emoji-picker');
  await shoot(page, 'emoji-picker', {
    async again() {
      await page.keyboard.press('Escape');
      await page.getByTestId('insert-emoji').click();
      await expect(picker).toBeVisible();
      await expect(picker.getByTestId('emoji').first()).toBeVisible();
    },
  });
  await page.keyboard.press('Escape');
  await message(page, '供应商的报价单到了').first().click({ button: 'right' });
  await page.getByTestId('menu-select').click();
  await message(page, '要签字的合同').click();
  await expect(page.getByTestId('selection-count')).toContainText('2');
  await shoot(page, 'selection');
  await page.getByTestId('select-leave').click();
  await page.getByTestId('pins').click();
  await expect(page.getByTestId('pinned')).toHaveCount(1);
  await shoot(page, 'pin-board');
});

test('images images-loading images-failed image-viewer', async ({ office }) => {
  const lin = await office.client(0);
  const { page } = await office.client(1);
  await open(page, TEAM);
  await open(lin.page, 'Emma Walker');
  for (const [width, height] of [
    [1_600, 900],
    [600, 900],
  ] as const) {
    await pastePicture(lin.page, width, height);
    await expect(lin.page.getByTestId('attachment')).toHaveCount(1);
    await lin.page.getByTestId('composer').press('Enter');
    await expect(lin.page.getByTestId('attachment-tray')).toHaveCount(0);
  }
  await expect(lin.page.getByTestId('image').last()).toHaveAttribute('data-state', 'shown');
  await expect(lin.page.getByTestId('receipt-label').last()).toBeVisible();
  await send(lin.page, '第三季度的两张海报，哪张好？');
  await expect(page.getByTestId('conversation-row').filter({ hasText: '两张海报' })).toBeVisible();

  // The relay is there, and its answers take their time.
  office.gate.slowDown(40);
  await open(page, '林夕');
  const images = page.getByTestId('image');
  await expect(images.last()).toHaveAttribute('data-state', 'loading');
  await shoot(page, 'images-loading');
  office.gate.cut();
  for (const image of await images.all()) await expect(image).toHaveAttribute('data-state', 'failed');
  await shoot(page, 'images-failed');
  office.gate.slowDown(Infinity);
  office.gate.open();
  await reconnect(page);
  await expect(images.last()).toHaveAttribute('data-state', 'shown', { timeout: 60_000 });
  const end = async (): Promise<void> => page.getByTestId('timeline').press('End');
  await shoot(page, 'images', { again: end });
  await images.last().getByRole('button').press('Enter');
  await expect(page.getByTestId('viewer-image')).toBeVisible();
  await shoot(page, 'image-viewer');
});
