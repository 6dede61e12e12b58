import { shell } from 'electron';
import { mailAddressOf } from '../../shared/mail-link.ts';

const LONGEST_URL = 4_096;

/** Only web links and plain mail addresses leave the program: other schemes start programs. */
export function isOutsideLink(url: string): boolean {
  if (url.length > LONGEST_URL || !URL.canParse(url)) return false;
  if (mailAddressOf(url) !== null) return true;
  const { protocol, username, password } = new URL(url);
  // User names in links exist today only to make one host look like another.
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

/** Opens a link in the user's browser or mail program; anything else is dropped. */
export function openExternally(url: string): void {
  if (isOutsideLink(url)) void shell.openExternal(url);
}
