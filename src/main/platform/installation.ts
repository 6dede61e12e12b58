import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import * as z from 'zod';

/** How this program came here, and so how it gets newer. */
export type Installation =
  | { readonly kind: 'checkout' }
  /** Its package's manager replaces it. */
  | { readonly kind: 'managed' }
  /** It may replace itself by what is signed with its key; `url`: where releases are stated besides at relays. */
  | { readonly kind: 'own'; readonly key: string | null; readonly url: string | null };

/** What packaging has written into package.json (`scripts/packaging/client-config.ts`). */
const Manifest = z.object({ updates: z.object({ url: z.url().nullable(), key: z.string().nullable() }) });

/** To be asked once; looks into the program's own archive. */
export function installation(): Installation {
  if (!app.isPackaged) return { kind: 'checkout' };
  // On Linux only an AppImage is its user's to replace.
  if (process.platform === 'linux' && process.env['APPIMAGE'] === undefined) return { kind: 'managed' };
  const manifest: unknown = JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8'));
  return { kind: 'own', ...Manifest.parse(manifest).updates };
}
