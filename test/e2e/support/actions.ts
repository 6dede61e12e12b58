import { expect, type Locator, type Page } from '@playwright/test';
import type { Client } from './client.ts';

export const PASSWORD = 'correct horse battery';

/** First run: hosts a relay here; ends in the empty workspace and gives the address others join with. */
export async function hostHere(page: Page, name: string, displayName: string): Promise<string> {
  await page.getByTestId('door-host').click();
  await field(page, 'field-relay-name').fill('Office');
  await field(page, 'field-display-name').fill(displayName);
  await field(page, 'field-name').fill(name);
  await field(page, 'field-password').fill(PASSWORD);
  await page.getByTestId('login-submit').click();
  await expect(page.getByTestId('host-ready')).toBeVisible();
  const address = await page.getByTestId('host-address').first().innerText();
  await page.getByTestId('host-ready-open').click();
  await inWorkspace(page);
  return address;
}

/** First run: joins a relay as a new person. */
export async function register(page: Page, url: string, name: string, displayName: string): Promise<void> {
  await page.getByTestId('door-join').click();
  await page.getByTestId('option-register').click();
  await field(page, 'field-url').fill(url);
  await field(page, 'field-display-name').fill(displayName);
  await field(page, 'field-name').fill(name);
  await field(page, 'field-password').fill(PASSWORD);
  await page.getByTestId('login-submit').click();
  await inWorkspace(page);
}

/** 林夕 and Emma, new at this relay, each with a client of their own. */
export async function twoPeople(
  launch: (profile: string) => Promise<Client>,
  { url }: { readonly url: string },
): Promise<[lin: Client, emma: Client]> {
  return Promise.all([newPerson(launch, { url }, 'lin', '林夕'), newPerson(launch, { url }, 'emma', 'Emma')]);
}

/** And Ben. */
export async function threePeople(
  launch: (profile: string) => Promise<Client>,
  { url }: { readonly url: string },
): Promise<[lin: Client, emma: Client, ben: Client]> {
  const [[lin, emma], ben] = await Promise.all([
    twoPeople(launch, { url }),
    newPerson(launch, { url }, 'ben', 'Ben'),
  ]);
  return [lin, emma, ben];
}

/** Somebody new at this relay, with a client that is named after them. */
export async function newPerson(
  launch: (profile: string) => Promise<Client>,
  { url }: { readonly url: string },
  name: string,
  displayName: string,
): Promise<Client> {
  const client = await launch(name);
  await register(client.page, url, name, displayName);
  return client;
}

export async function inWorkspace(page: Page): Promise<void> {
  await expect(page.getByTestId('rail-chats')).toBeVisible();
}

/** The input of a labelled field. */
export function field(page: Page, testId: string): Locator {
  return page.getByTestId(testId);
}

/** Makes a direct conversation, or a group when there is a title, and opens it. */
export async function newChat(page: Page, people: readonly string[], title?: string): Promise<void> {
  await page.getByTestId('new-chat').click();
  for (const person of people) {
    await page.getByTestId('people-search').fill(person);
    await page.getByTestId('person-option').filter({ hasText: person }).click();
  }
  if (title !== undefined) await page.getByTestId('group-title').fill(title);
  await page.getByTestId('create-chat').click();
  await expect(page.getByTestId('conversation-title')).toHaveText(title ?? people[0] ?? '');
}

/** The page is there as soon as the disk has been read; what needs the relay is refused until the session is. */
async function online(page: Page): Promise<void> {
  const session = () =>
    page.evaluate(async () => {
      const state = await window.yidu.request('session.get', {});
      return state.ok ? state.value.kind : state.error.code;
    });
  await expect.poll(session).toBe('online');
}

/** Makes a group with people whom the relay knows by these names; nothing is opened. */
export async function groupOf(page: Page, title: string, people: readonly string[]): Promise<void> {
  await online(page);
  const made = await page.evaluate(
    async ([name, wanted]) => {
      const found = await Promise.all(wanted.map((query) => window.yidu.request('people.search', { query })));
      const users = found.flatMap((answer) => (answer.ok ? answer.value.people.map(({ id }) => id) : []));
      const group = await window.yidu.request('conversation.createGroup', { title: name, users });
      return group.ok ? users.length : group.error.code;
    },
    [title, people] as const,
  );
  expect(made).toBe(people.length);
}

export function row(page: Page, title: string): Locator {
  return page.getByTestId('conversation-row').filter({ hasText: title });
}

export async function openConversation(page: Page, title: string): Promise<void> {
  await row(page, title).click();
  await expect(page.getByTestId('conversation-title')).toHaveText(title);
}

export async function send(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('composer')).toHaveValue('');
}

/** Says these in the uppermost conversation of the list, as fast as the client takes them. */
export async function sayMany(page: Page, texts: readonly string[]): Promise<void> {
  await page.evaluate(async (all) => {
    const list = await window.yidu.request('conversation.list', {});
    const conversation = list.ok ? list.value.conversations[0]?.id : undefined;
    if (!conversation) throw new Error('there is no conversation');
    for (const text of all)
      await window.yidu.request('message.send', { conversation, content: { type: 'text', text } });
  }, texts);
}

export function message(page: Page, text: string): Locator {
  return page.getByTestId('message').filter({ hasText: text });
}

/** What stands under a message of mine: `sending`, `sent`, `unread`, `read`, `some-unread`, `all-read`, `failed`. */
export async function expectState(page: Page, text: string, state: string): Promise<void> {
  await expect(message(page, text).getByTestId('message-state')).toHaveAttribute('data-state', state);
}
