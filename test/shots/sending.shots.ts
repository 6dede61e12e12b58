import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectState, PASSWORD, send } from '../e2e/support/actions.ts';
import { open, reconnect } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

const GROUP = 'Design & Engineering';

test('sending failed kicked retried', async ({ office }) => {
  // Emma has made the group.
  const emma = await office.colleague(1);
  const conversation = await emma.group(GROUP);
  const { page } = await office.client(0);
  await open(page, GROUP);
  await expect(page.getByTestId('offline-bar')).toHaveCount(0);
  const { id } = (await office.colleague(0)).me;

  office.gate.cut();
  await expect(page.getByTestId('offline-bar')).toBeVisible();
  await send(page, '图标我今晚改好，明天早上发新版本。');
  await send(page, 'The header is fixed too.');
  await expectState(page, 'The header is fixed too.', 'sending');
  await shoot(page, 'sending');

  await emma.request('conversation.removeMembers', { conversation, users: [id] });
  office.gate.open();
  await reconnect(page);
  await expect(page.getByTestId('composer-gone')).toBeVisible();
  await expectState(page, 'The header is fixed too.', 'failed');
  await shoot(page, 'failed');

  await emma.request('conversation.addMembers', { conversation, users: [id] });
  await expect(page.getByTestId('composer')).toBeVisible();
  await page.getByTestId('retry').first().click();
  await expectState(page, '图标我今晚改好', 'some-unread');
  await page.getByTestId('retry').click();
  await expectState(page, 'The header is fixed too.', 'some-unread');
  await shoot(page, 'retried');

  await emma.request('conversation.removeMembers', { conversation, users: [id] });
  await expect(page.getByTestId('composer-gone')).toBeVisible();
  await shoot(page, 'kicked');
});

test('offline', async ({ office }) => {
  const { page } = await office.client(0);
  await open(page, '消息回执小组');
  office.gate.cut();
  await expect(page.getByTestId('retry-now')).toBeVisible();
  await shoot(page, 'offline');
});

test('draft-conflict', async ({ office, launch }) => {
  const { page } = await office.client(0);
  await open(page, 'Emma Walker');
  const other = (await launch('laptop')).page;
  await other.getByTestId('door-join').click();
  await other.getByTestId('field-url').fill(office.address);
  await other.getByTestId('field-name').fill('linxi');
  await other.getByTestId('field-password').fill(PASSWORD);
  await other.getByTestId('login-submit').click();
  await open(other, 'Emma Walker');
  await expect(other.getByTestId('message').first()).toBeVisible();

  office.gate.cut();
  await expect(page.getByTestId('offline-bar')).toBeVisible();
  await expect(other.getByTestId('offline-bar')).toBeVisible();
  await page.getByTestId('composer').fill('周五我在，三点可以吗？');
  await other.getByTestId('composer').fill('Friday is fine with me, shall we say at four?');
  office.gate.open();
  await Promise.all([reconnect(page), reconnect(other)]);
  const conflict = (where: typeof page) => where.getByTestId('draft-conflict');
  await expect
    .poll(async () => (await conflict(page).count()) + (await conflict(other).count()), { timeout: 60_000 })
    .toBe(1);
  await shoot((await conflict(page).count()) === 1 ? page : other, 'draft-conflict');
});

test('upload-running upload-paused upload-failed', async ({ office, folder }) => {
  const path = join(folder, '发布会 final 2026-09-18.mp4');
  writeFileSync(path, Buffer.alloc(48 * 1024 * 1024, 'yidu'));
  const client = await office.client(0);
  const { page } = client;
  await open(page, 'Emma Walker');
  await client.choose([path], () => page.getByTestId('attach').click());
  await expect(page.getByTestId('attachment')).toHaveCount(1);
  let allowed = 512 * 1024;
  office.gate.allowUp(allowed);
  await page.getByTestId('composer').press('Enter');
  const detail = page.getByTestId('file-detail').last();
  await expect
    .poll(
      async () => {
        const percent = Number(/(\d+) %/.exec(await detail.innerText())?.[1] ?? 0);
        if (percent < 40) office.gate.allowUp((allowed += 256 * 1024));
        return percent;
      },
      { intervals: [50], timeout: 90_000 },
    )
    .toBeGreaterThanOrEqual(40);
  // A link on which nothing moves for half a minute is dead: something does, and it stays at 40 %.
  const drip = setInterval(() => office.gate.allowUp((allowed += 16 * 1024)), 5_000);
  await shoot(page, 'upload-running').finally(() => clearInterval(drip));
  await page.getByTestId('transfer-toggle').last().click();
  await expect(detail).not.toContainText('%');
  await shoot(page, 'upload-paused');
  office.gate.allowUp(Infinity);
  // What was begun goes on; of what is begun from now on, nothing has room.
  await office.restart('--file-quota-mb', '1');
  await reconnect(page);
  await expect(page.getByTestId('offline-bar')).toHaveCount(0);
  const minutes = join(folder, '会议纪要 2026-09-18.docx');
  writeFileSync(minutes, Buffer.alloc(2 * 1024 * 1024, 'yidu'));
  await client.choose([minutes], () => page.getByTestId('attach').click());
  await expect(page.getByTestId('attachment')).toHaveCount(1);
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('message-state').last()).toHaveAttribute('data-state', 'failed', {
    timeout: 60_000,
  });
  await shoot(page, 'upload-failed');
});
