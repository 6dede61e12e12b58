import { v7 } from 'uuid';
import { ClientId, type ConversationId } from '../../src/shared/model/ids.ts';
import type { PacketContent } from '../../src/shared/model/packet.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import type { Colleague } from '../support/colleague.ts';
import { open } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

const TITLE = '中秋红包 · Mid-autumn';
const PEOPLE = 9;
/** The relay looks once a minute for what is over. ms */
const OVER_MS = 90_000;
// In the language that the system has.
const OVER = /已过期|Over/;
const OPEN = /开|Open/;
const ALL_TAKEN = /已领完|All taken/;

test('packets packet-popover packet-dialog', async ({ office, shift }) => {
  // What nobody takes is over after a day, so the relay lives through the day before first.
  process.env['YIDU_SHOTS_SHIFT_MS'] = String(shift - LIMITS.packetMs - 600_000);
  await office.restart();
  const host = await office.colleague(1);
  const first = await office.colleague(2);
  const guests = await Promise.all(Array.from({ length: PEOPLE - 3 }, (_, n) => office.colleague(3 + n)));
  const linxi = await office.colleague(0);
  const { conversation } = await host.request('conversation.create', {
    kind: 'group',
    clientId: ClientId.parse(v7()),
    title: TITLE,
    users: [linxi, first, ...guests].map(({ me }) => me.id),
  });
  await give(host, conversation.id, {
    points: 88,
    shares: 8,
    split: 'random',
    greeting: '提前祝大家节日快乐',
  });
  for (const one of [linxi, host, first, ...guests]) one.leave();

  process.env['YIDU_SHOTS_SHIFT_MS'] = String(shift);
  await office.restart();
  const { page } = await office.client(0);
  await open(page, TITLE);
  const states = page.getByTestId('packet-state');
  await expect(states).toHaveText([OVER], { timeout: OVER_MS });
  const [emma, wang, ...others] = await Promise.all(
    Array.from({ length: PEOPLE - 1 }, (_, n) => office.colleague(1 + n)),
  );
  if (!emma || !wang) throw new Error('nobody is there');
  const lucky = await give(emma, conversation.id, {
    points: 888,
    shares: 8,
    split: 'random',
    greeting: '中秋快乐 🥮',
  });
  const gone = await give(wang, conversation.id, {
    points: 60,
    shares: 6,
    split: 'even',
    greeting: '谁手快？',
  });
  for (const one of others) for (const seq of [lucky, gone]) await take(one, conversation.id, seq);
  await take(emma, conversation.id, lucky);
  await expect(states).toHaveText([OVER, OPEN, ALL_TAKEN]);
  const packets = page.getByTestId('packet');
  await packets.nth(1).click();
  await expect(page.getByTestId('packet-verdict')).toBeVisible();
  await page.keyboard.press('Escape');
  await give(wang, conversation.id, { points: 100, shares: 5, split: 'even' });
  await expect(packets).toHaveCount(4);
  await expect(states.last()).not.toHaveText('');
  await page.getByTestId('composer').click();
  await shoot(page, 'packets');

  const popover = page.getByTestId('packet-popover');
  await shoot(page, 'packet-popover', {
    async again() {
      if (!(await popover.isVisible())) await packets.nth(1).click();
      await expect(popover.getByTestId('packet-taker').first()).toBeVisible();
    },
  });
  await page.keyboard.press('Escape');
  await shoot(page, 'packet-dialog', {
    async again() {
      if (await page.getByTestId('packet-send').isVisible()) return;
      await page.getByTestId('give-packet').click();
      await page.getByTestId('packet-points').fill('500');
      await page.getByTestId('packet-shares').fill('8');
    },
  });
});

/** Gives the seq of its message. */
async function give(
  from: Colleague,
  conversation: ConversationId,
  packet: Omit<PacketContent, 'type'>,
): Promise<number> {
  // Who asks for the first time is given some (PKT-1).
  await from.request('points.get', {});
  const content: PacketContent = { type: 'packet', ...packet };
  return (await from.request('message.send', { conversation, clientId: ClientId.parse(v7()), content })).seq;
}

async function take(by: Colleague, conversation: ConversationId, seq: number): Promise<void> {
  await by.request('packet.take', { conversation, seq });
}
