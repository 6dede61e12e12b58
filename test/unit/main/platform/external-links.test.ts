import { beforeEach, expect, it, vi } from 'vitest';
import { isOutsideLink, openExternally } from '../../../../src/main/platform/external-links.ts';

const openExternal = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('electron', () => ({ shell: { openExternal } }));

beforeEach(() => void openExternal.mockClear());

it.each(['https://example.org/a?b#c', 'http://127.0.0.1:8080/', 'mailto:anna@example.org'])(
  'opens %s',
  (url) => {
    openExternally(url);
    expect(openExternal).toHaveBeenCalledWith(url);
  },
);

it.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'ms-msdt:/id',
  'app://yidu/',
  'https://bank.example@evil.example/',
  'https://',
  'mailto:anna@example.org?attach=/etc/passwd',
  'mailto:anna@example.org,bo@example.org',
  'mailto:',
  '',
  `https://example.org/${'a'.repeat(5_000)}`,
])('does not open %s', (url) => {
  openExternally(url);
  expect(isOutsideLink(url)).toBe(false);
  expect(openExternal).not.toHaveBeenCalled();
});
