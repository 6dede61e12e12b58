import { hasDisplay } from '../src/webhost/browser.ts';
import { downloadElectron, electronBinary } from './electron-binary.ts';

/** What runs the client, and the half sentence that tells why. */
export type HostChoice =
  | { readonly kind: 'electron'; readonly binary: string; readonly why: string }
  | { readonly kind: 'web'; readonly why: string };

/** What the command line asks for. */
export type Wish = 'electron' | 'web' | 'any';

/**
 * Electron where it can run, the web host otherwise. With the wish `electron` it rejects with the reason instead of
 * falling back.
 */
export async function chooseHost(wish: Wish): Promise<HostChoice> {
  if (wish === 'web') return { kind: 'web', why: 'asked for with --web' };
  if (wish === 'any' && !hasDisplay()) return { kind: 'web', why: 'there is no display for Electron' };
  const present = electronBinary();
  if (present !== undefined) return { kind: 'electron', binary: present, why: 'its binary is installed' };
  const download = await downloadElectron();
  if ('path' in download) return { kind: 'electron', binary: download.path, why: 'downloaded just now' };
  if (wish === 'electron') throw new Error(`Electron cannot be used: ${download.reason}.`);
  return { kind: 'web', why: `Electron is not installed and ${download.reason}` };
}
