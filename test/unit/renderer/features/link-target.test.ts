import { expect, it } from 'vitest';
import { linkTarget, misleads } from '../../../../src/renderer/src/features/chat/link-target.ts';

const to = (link: string) => linkTarget(link) ?? { href: '', host: '' };

it.each([
  ['https://example.com:8443/a?b#c', 'example.com:8443'],
  ['HTTP://EXAMPLE.com', 'example.com'],
  ['https://аррӏе.com/', 'xn--80ak6aa92e.com'],
  ['mailto:anna@example.org', 'anna@example.org'],
  ['yidu://join/relay.example:7480?v=1', 'relay.example:7480'],
  ['yidu://open/01890000-0002-7000-8000-000000000001/4', 'yidu'],
])('%s leads to %s', (link, host) => {
  expect(to(link).host).toBe(host);
});

it.each([
  'javascript:alert(1)',
  'ftp://example.com',
  'https://a@b.example',
  'mailto:a@b.example?body=x',
  'yidu://join/x',
  'yidu://open/../../settings',
  '',
])('%s leads nowhere', (link) => {
  expect(linkTarget(link)).toBeNull();
});

it.each([
  ['https://bank.example', 'https://evil.example'],
  ['bank.example', 'https://evil.example'],
  ['Look: www.bank.example/login', 'https://bank.example.evil.example'],
  ['ｂａｎｋ.example', 'https://evil.example'],
  ['https://аррӏе.com', 'https://аррӏе.com'],
  ['my bank', 'https://xn--80ak6aa92e.com'],
])('%s is no honest name for %s', (words, link) => {
  expect(misleads(words, to(link))).toBe(true);
});

it.each([
  ['https://example.com/a', 'https://example.com/a'],
  ['example.com', 'https://www.example.com/'],
  ['www.example.com', 'https://example.com/'],
  ['the plan', 'https://example.com/'],
  ['EXAMPLE.com:8080', 'http://example.com:8080/'],
  ['v1.2', 'https://example.com'],
  ['anna@example.org', 'mailto:anna@example.org'],
])('%s is an honest name for %s', (words, link) => {
  expect(misleads(words, to(link))).toBe(false);
});
