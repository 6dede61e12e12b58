import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { message, newChat, openConversation, register, row, send } from './support/actions.ts';
import { expect, test } from './support/test.ts';

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=1</script>{{7*7}}';

test('markup in names, messages and file names is text, and nothing breaks the policy', async ({
  launch,
  relay,
  folder,
}) => {
  const lin = await launch('lin');
  const emma = await launch('emma');
  const complaints: string[] = [];
  for (const { page } of [lin, emma]) {
    page.on('console', (line) => {
      if (/Content Security Policy|Trusted Type/i.test(line.text())) complaints.push(line.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  }
  await register(lin.page, relay.url, 'lin', MARKUP.slice(0, 40));
  await register(emma.page, relay.url, 'emma', 'Emma');
  await newChat(lin.page, ['Emma']);
  await send(lin.page, MARKUP);
  await send(lin.page, 'javascript:alert(1) data:text/html,<script>1</script> file:///etc/passwd');
  const path = join(folder, `<b onclick=x>"&'.txt`);
  writeFileSync(path, 'content');
  await lin.choose([path], () => lin.page.getByTestId('attach').click());
  await expect(lin.page.getByTestId('attachment')).toHaveCount(1);
  await lin.page.getByTestId('composer').press('Enter');
  await expect(lin.page.getByTestId('attachment-tray')).toHaveCount(0);

  const name = MARKUP.slice(0, 40);
  await openConversation(emma.page, name);
  await expect(row(emma.page, name)).toBeVisible();
  await expect(message(emma.page, MARKUP)).toBeVisible();
  await expect(emma.page.getByText(`<b onclick=x>"&'.txt`).first()).toBeVisible();
  await expect(message(emma.page, 'javascript:').getByRole('link')).toHaveCount(0);
  await expect(emma.page.locator('img[src="x"], [onerror], [onclick], script:not([src])')).toHaveCount(0);
  await expect(emma.page).not.toHaveTitle('1');
  expect(complaints).toEqual([]);
});

test('the page opens nothing, frames nothing and runs nothing but itself', async ({ launch }) => {
  const { page } = await launch('lin');
  await expect(page.getByTestId('first-run')).toBeVisible();
  const found = await page.evaluate(async () => {
    const violated = new Set<string>();
    let evaluated = false;
    const all = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        violated.add(effectiveDirective);
        if (violated.size === 4) resolve();
      });
      // Here, and not below: what a test evaluates may evaluate more.
      document.addEventListener(
        'securitypolicyviolation',
        () => {
          try {
            // What a library might do behind our back.
            Reflect.construct(Function, ['return 1']);
            evaluated = true;
          } catch {
            evaluated = false;
          }
        },
        { once: true },
      );
    });
    const opened = window.open('file:///etc/passwd');
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    const inline = document.createElement('script');
    inline.textContent = 'document.title = "inline"';
    document.body.append(frame, inline);
    const fetched = await fetch('https://example.org/').then(
      () => true,
      () => false,
    );
    await all;
    return {
      violated: [...violated].sort(),
      opened: opened !== null,
      evaluated,
      fetched,
      title: document.title,
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
      door: Object.keys(window.yidu).sort(),
    };
  });
  expect(found).toEqual({
    violated: ['connect-src', 'frame-src', 'script-src', 'script-src-elem'],
    opened: false,
    evaluated: false,
    fetched: false,
    title: 'Yidu',
    node: [],
    door: ['chooseFiles', 'on', 'request'],
  });
});

test('requests that no page of ours makes are refused', async ({ launch }) => {
  const { page } = await launch('lin');
  const codes = await page.evaluate(async () => {
    const { yidu } = window;
    // Names and inputs that do not compile against the bridge's own type.
    const ask = yidu.request.bind(yidu) as (
      name: string,
      input: unknown,
    ) => Promise<{ error?: { code: string } }>;
    const asked = [
      ask('constructor', {}),
      ask('app.relaunch', {}),
      ask('settings.set', { theme: 'pink' }),
      ask('settings.set', { shortcut: 'Y' }),
      ask('settings.set', { spelling: ['../../x'] }),
      ask('window.shows', { conversation: '../x' }),
      ask('conversation.list', {}),
    ];
    return (await Promise.all(asked)).map(({ error }) => error?.code);
  });
  expect(codes).toEqual([
    'unknown_command',
    'unknown_command',
    'bad_args',
    'bad_args',
    'bad_args',
    'bad_args',
    'no_account',
  ]);
});
