import type { Page } from '@playwright/test';
import { message, newChat, row, send, twoPeople } from './support/actions.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

test('a conversation in its own window reads for itself, and is back after a restart (X1)', async ({
  launch,
  relay,
}) => {
  const [lin, first] = await twoPeople(launch, relay);
  let emma = first;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'first');
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('1');

  const own = await emma.another(async () => {
    await row(emma.page, '林夕').click({ button: 'right' });
    await emma.page.getByTestId('menu-own-window').click();
  });
  await expect(own.getByTestId('conversation-window')).toBeVisible();
  await expect(message(own, 'first')).toBeVisible();
  await expect(own).toHaveTitle('林夕');
  // Read there, the main window shows another place.
  await expect(emma.page.getByTestId('total-badge')).toHaveCount(0);
  await expectAccessible(own);
  await send(own, 'an answer');
  await expect(message(lin.page, 'an answer')).toBeVisible();

  // A second wish for it opens no second one.
  await row(emma.page, '林夕').click({ button: 'right' });
  await emma.page.getByTestId('menu-own-window').click();
  await send(lin.page, 'second');
  await expect(message(own, 'second')).toBeVisible();

  await emma.end();
  const next = await launch('emma');
  const again = await next.another(() => Promise.resolve());
  await expect(message(again, 'second')).toBeVisible();
  emma = next;
  await again.close();
  await expect(row(emma.page, '林夕')).toBeVisible();
});

/** Waits until what `act` does has closed the window: often before its keys are let go, which then fails. */
async function closes(page: Page, act: () => Promise<void>): Promise<void> {
  const closed = page.waitForEvent('close');
  await act().catch(() => closed);
  await closed;
}

test('a window of one conversation has its keys, and closes with what is put away', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'first');
  const openOwn = (): Promise<Page> =>
    emma.another(async () => {
      await row(emma.page, '林夕').click({ button: 'right' });
      await emma.page.getByTestId('menu-own-window').click();
    });

  let own = await openOwn();
  await expect(message(own, 'first')).toBeVisible();
  // Read, before the search covers it.
  await expect(emma.page.getByTestId('total-badge')).toHaveCount(0);
  // What only the main window has, it does not pretend to have.
  await own.keyboard.press('Control+k');
  await own.keyboard.press('Control+f');
  await expect(own.getByTestId('conversation-search')).toBeVisible();
  await own.keyboard.press('Control+Shift+Y');
  await expect(row(emma.page, '林夕')).toContainText('pinned');

  await closes(own, () => own.keyboard.press('Control+Shift+U'));
  await expect(row(emma.page, '林夕').getByTestId('marked-unread')).toBeVisible();

  own = await openOwn();
  await expect(message(own, 'first')).toBeVisible();
  await own.getByTestId('header-more').click();
  await closes(own, () => own.getByTestId('header-archive').click());
  await expect(row(emma.page, '林夕')).toHaveCount(0);
});
