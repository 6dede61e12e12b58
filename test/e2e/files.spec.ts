import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import {
  hostHere,
  message,
  newChat,
  openConversation,
  register,
  row,
  send,
  twoPeople,
} from './support/actions.ts';
import { pastePicture } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

function heightOf(element: Locator): Promise<number> {
  return element.evaluate((found) => found.getBoundingClientRect().height);
}

test('a file is attached, found by its name, saved by the other and gone with its recall', async ({
  folder,
  launch,
  relay,
}) => {
  const name = '2026 年报 "final" 100%.txt';
  const path = join(folder, 'source.txt');
  writeFileSync(path, '收入 and costs\n'.repeat(20_000));
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);

  // Dropped onto the conversation, which says that it takes it.
  const dropped = await lin.page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
    return data;
  });
  const conversation = lin.page.getByTestId('conversation');
  await conversation.dispatchEvent('dragenter', { dataTransfer: dropped });
  await expect(lin.page.getByTestId('drop-zone')).toContainText('Emma');
  await conversation.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(lin.page.getByTestId('attachment')).toContainText('dropped.txt');
  await expect(lin.page.getByTestId('drop-zone')).toHaveCount(0);
  await lin.page.getByTestId('attachment-remove').click();
  await expect(lin.page.getByTestId('attachment')).toHaveCount(0);

  const named = join(folder, name);
  writeFileSync(named, readFileSync(path));
  await lin.choose([path, named], () => lin.page.getByTestId('attach').click());
  await expect(lin.page.getByTestId('attachment')).toHaveCount(2);
  await lin.page.getByTestId('attachment-remove').first().click();
  await expect(lin.page.getByTestId('attachment')).toHaveCount(1);
  await lin.page.getByTestId('composer').fill('for tomorrow');
  await lin.page.getByTestId('composer').press('Enter');
  await expect(lin.page.getByTestId('attachment-tray')).toHaveCount(0);
  await send(lin.page, 'that was the report');

  await expect(row(emma.page, '林夕')).toContainText('that was the report');
  await openConversation(emma.page, '林夕');
  const received = message(emma.page, 'for tomorrow');
  await expect(received.getByTestId('file')).toContainText(name);
  // Order is that of the outbox: what was written after the file comes after it.
  const seqs = await emma.page
    .getByTestId('message')
    .evaluateAll((all) => all.map((one) => Number(one.dataset['seq'])));
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  await expect(emma.page.getByTestId('message').last()).toContainText('that was the report');

  await expectAccessible(emma.page);
  const target = await emma.saves(name, () => received.getByTestId('file-save').click());
  await expect(received.getByTestId('file-detail')).toContainText('Saved');
  expect(readFileSync(target)).toEqual(readFileSync(path));

  await emma.page.keyboard.press('Control+k');
  await emma.page.getByTestId('search-input').fill('年报');
  await expect(emma.page.getByTestId('search-hit')).toContainText('2026 年报');
  await emma.page.keyboard.press('Escape');

  await message(lin.page, 'for tomorrow').click({ button: 'right' });
  await lin.page.getByTestId('menu-recall').click();
  await lin.page.getByTestId('confirm').click();
  await expect(emma.page.getByTestId('file')).toHaveCount(0);
});

test('a pasted picture keeps its place while it loads, and is looked at by keyboard (X5)', async ({
  launch,
}) => {
  const lin = await launch('lin');
  const address = await hostHere(lin.page, 'lin', '林夕');
  const emma = await launch('emma');
  await register(emma.page, address, 'emma', 'Emma');
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'look');
  await openConversation(emma.page, '林夕');
  await expect(message(emma.page, 'look')).toBeVisible();
  // Her window asks for pictures, and they do not come yet.
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await emma.page.route('**/media/**', async (route) => {
    await held;
    await route.continue();
  });

  for (const [width, height] of [
    [1_600, 900],
    [500, 1_200],
  ] as const) {
    await pastePicture(lin.page, width, height);
    await expect(lin.page.getByTestId('attachment')).toHaveCount(1);
    await expectAccessible(lin.page);
    await lin.page.getByTestId('composer').press('Enter');
    await expect(lin.page.getByTestId('attachment-tray')).toHaveCount(0);
  }
  await expect(lin.page.getByTestId('image').last()).toHaveAttribute('data-state', 'shown');

  const images = emma.page.getByTestId('image');
  await expect(images).toHaveCount(2);
  await expect(images.first()).toHaveAttribute('data-state', 'loading');
  const place = (): Promise<number> =>
    message(emma.page, 'look').evaluate((found) => found.getBoundingClientRect().top);
  const stood = await place();
  const before = [await heightOf(images.first()), await heightOf(images.last())];
  expect(before[0]).toBeGreaterThan(150);
  letGo();
  await expect(images.first()).toHaveAttribute('data-state', 'shown');
  await expect(images.last()).toHaveAttribute('data-state', 'shown');
  expect([await heightOf(images.first()), await heightOf(images.last())]).toEqual(before);
  expect(Math.abs((await place()) - stood)).toBeLessThanOrEqual(1);

  await images.last().getByRole('button').press('Enter');
  const viewer = emma.page.getByTestId('image-viewer');
  await expect(viewer).toContainText('2 of 2');
  await emma.page.keyboard.press('ArrowLeft');
  await expect(viewer).toContainText('1 of 2');
  await expectAccessible(emma.page);
  const fitting = await heightOf(viewer.getByTestId('viewer-image'));
  await emma.page.keyboard.press('+');
  await expect.poll(() => heightOf(viewer.getByTestId('viewer-image'))).toBeGreaterThan(fitting);
  // What no longer fits is moved by keys and by dragging.
  for (let n = 0; n < 3; n++) await viewer.getByTestId('zoom-in').click();
  const stage = viewer.getByTestId('viewer-stage');
  const moved = () => stage.evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
  await viewer.focus();
  const [left = 0, top = 0] = await moved();
  await emma.page.keyboard.press('ArrowRight');
  await emma.page.keyboard.press('ArrowDown');
  expect(await moved()).toEqual([left + 80, top + 80]);
  await emma.page.mouse.move(600, 400);
  await emma.page.mouse.down();
  await emma.page.mouse.move(660, 430);
  await emma.page.mouse.up();
  expect(await moved()).toEqual([left + 20, top + 50]);
  await expect(viewer).toContainText('1 of 2');
  await emma.page.keyboard.press('0');
  await viewer.getByTestId('viewer-next').click();
  await expect(viewer).toContainText('2 of 2');
  await emma.page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
});

test('an upload goes on after the client and the relay were killed (X9)', async ({
  folder,
  launch,
  relay,
}) => {
  const path = join(folder, 'kept.bin');
  writeFileSync(path, Buffer.alloc(3_000_000, 'yidu'));
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'a file');
  await openConversation(emma.page, '林夕');
  await expect(message(emma.page, 'a file')).toBeVisible();

  await relay.kill();
  await lin.choose([path], () => lin.page.getByTestId('attach').click());
  await expect(lin.page.getByTestId('attachment')).toHaveCount(1);
  await lin.page.getByTestId('composer').press('Enter');
  await lin.page.getByTestId('transfer-toggle').click();
  await expect(lin.page.getByTestId('file-detail')).toContainText('Paused');
  await lin.end('kill');
  await relay.start();

  const again = await launch('lin');
  await openConversation(again.page, 'Emma');
  await expect(again.page.getByTestId('file-detail')).toContainText('Paused');
  // What was held back lets the next message pass.
  await send(again.page, 'it comes later');
  await expect(message(emma.page, 'it comes later')).toBeVisible({ timeout: 20_000 });
  await again.page.getByTestId('transfer-toggle').click();
  await expect(emma.page.getByTestId('file')).toContainText('kept.bin');
  const target = await emma.saves('kept.bin', () => emma.page.getByTestId('file-save').click());
  await expect(emma.page.getByTestId('file-detail')).toContainText('Saved');
  expect(readFileSync(target).equals(readFileSync(path))).toBe(true);

  // Given up, an upload leaves nothing behind.
  await relay.kill();
  await again.choose([path], () => again.page.getByTestId('attach').click());
  await expect(again.page.getByTestId('attachment')).toHaveCount(1);
  await again.page.getByTestId('composer').press('Enter');
  await again.page.getByTestId('transfer-cancel').click();
  await expect(again.page.getByTestId('file')).toHaveCount(1);
});

test('what is kept of files is removed on request, and fetched again when it is looked at', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await pastePicture(lin.page, 320, 200);
  await expect(lin.page.getByTestId('attachment')).toHaveCount(1);
  await lin.page.getByTestId('composer').press('Enter');
  await openConversation(emma.page, '林夕');
  const image = emma.page.getByTestId('image');
  await expect(image).toHaveAttribute('data-state', 'shown');

  await emma.page.getByTestId('rail-settings').click();
  await emma.page.getByTestId('settings-storage').click();
  const size = emma.page.getByTestId('size-files');
  await expect(size).not.toHaveText('0 B');
  await expect(size).toHaveText(/\d/);
  await emma.page.getByTestId('clear-files').click();
  await emma.page.getByTestId('confirm').click();
  await expect(size).toHaveText('0 B');
  await expect(emma.page.getByTestId('clear-files')).toBeDisabled();
  await emma.end();

  const again = await launch('emma');
  await expect(again.page.getByTestId('image')).toHaveAttribute('data-state', 'shown');
});
