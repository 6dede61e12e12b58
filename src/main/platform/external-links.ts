import { shell } from 'electron';

const LONGEST_URL = 4_096;

/** Only web links leave the program: other schemes start programs. */
export function isWebLink(url: string): boolean {
  if (url.length > LONGEST_URL || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  // User names in links exist today only to make one host look like another.
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

/** Opens a web link in the user's browser; anything else is dropped. */
export function openExternally(url: string): void {
  if (isWebLink(url)) void shell.openExternal(url);
}
