import { beforeEach, expect, it, vi } from 'vitest';
import { isWebLink, openExternally } from '../../../../src/main/platform/external-links.ts';

const openExternal = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('electron', () => ({ shell: { openExternal } }));

beforeEach(() => void openExternal.mockClear());

it.each(['https://example.org/a?b#c', 'http://127.0.0.1:8080/'])('opens %s', (url) => {
  openExternally(url);
  expect(openExternal).toHaveBeenCalledWith(url);
});

it.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'ms-msdt:/id',
  'app://yidu/',
  'https://bank.example@evil.example/',
  'https://',
  '',
  `https://example.org/${'a'.repeat(5_000)}`,
])('does not open %s', (url) => {
  openExternally(url);
  expect(isWebLink(url)).toBe(false);
  expect(openExternal).not.toHaveBeenCalled();
});
