import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRoot } from '../../scripts/paths.ts';
import { openPage, type PageClient } from '../support/page-client.ts';

const LIMIT_MS = 120_000;

it.skipIf(process.platform === 'win32')(
  '`npm start -- --web --demo` comes up, two clients talk, the receipt arrives, Ctrl+C ends everything',
  async () => {
    rmSync(inRoot('.yidu-demo'), { recursive: true, force: true });
    // A process group of its own, which a terminal's Ctrl+C reaches as a whole.
    const npm = spawn('npm', ['start', '--', '--web', '--demo', '--no-window'], {
      cwd: inRoot(),
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const group = npm.pid ?? 0;
    expect(group).toBeGreaterThan(1);
    const exited = new Promise((resolve) => npm.once('exit', resolve));
    try {
      const { output, addresses } = await twoAddresses(npm.stdout);
      expect(output).toContain('Yidu runs in the web host: asked for with --web.');
      const [lin, emma] = await Promise.all(addresses.map(openPage));
      if (!lin || !emma) throw new Error('not two clients');
      await talk(lin, emma);
    } finally {
      process.kill(-group, 'SIGINT');
    }
    await exited;
    // Whoever is left of the group, and be it a process that nobody waits for, can still be signalled.
    expect(() => process.kill(-group, 0)).toThrow(/ESRCH/);
    expect(existsSync(inRoot('.yidu-demo/client-1/webhost.address'))).toBe(false);
  },
  LIMIT_MS,
);

async function twoAddresses(stdout: NodeJS.ReadableStream): Promise<{ output: string; addresses: string[] }> {
  let output = '';
  for await (const chunk of stdout) {
    output += String(chunk);
    const addresses = [...output.matchAll(/Yidu is at (\S+)\n/g)].map(([, address = '']) => address);
    // What npm prints later is of no interest; reading on keeps its pipe from filling.
    if (addresses.length === 2) {
      stdout.resume();
      return { output, addresses };
    }
  }
  throw new Error(`ended early:\n${output}`);
}

async function talk(lin: PageClient, emma: PageClient): Promise<void> {
  for (const page of [lin, emma]) {
    await page.until('session.get', {}, (session) => session.kind === 'online');
    const { conversations } = await page.until(
      'conversation.list',
      {},
      ({ conversations: rows }) => rows.some((row) => row.memberCount === 640) && rows.length >= 8,
    );
    expect(conversations.some((row) => row.last !== null)).toBe(true);
  }
  const account = await emma.ask('account.get', {});
  if (account.kind !== 'ready') throw new Error('nobody is signed in');
  const { id: conversation } = await lin.ask('conversation.createDirect', { peer: account.me.id });
  const latest = { conversation, anchor: { at: 'latest' }, limit: 20 } as const;

  const { clientId } = await lin.ask('message.send', {
    conversation,
    content: { type: 'text', text: '看到了吗？' },
  });
  const arrived = await emma.until('timeline.page', latest, ({ items }) =>
    items.some((item) => item.kind === 'message' && item.clientId === clientId),
  );
  const seq = arrived.items.at(-1)?.seq;
  if (typeof seq !== 'number') throw new Error('no seq');
  await emma.ask('read.shown', { conversation, seqs: [[seq, seq]] });
  await lin.until('timeline.page', latest, ({ items }) =>
    items.some((item) => item.kind === 'message' && item.clientId === clientId && item.receipt?.unread === 0),
  );
}
