import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { PAGE_HEADERS, pageAsset } from './page-assets.ts';

const SCHEME = 'app';

/** The page's own origin: no file, no server, and nothing else on the machine shares it. */
export const PAGE_ORIGIN = `${SCHEME}://yidu`;

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the files of `root`, and only them, to the page. */
export function servePage(root: string): void {
  protocol.handle(SCHEME, async (request) => {
    const refuse = (status: number) => new Response(null, { status, headers: PAGE_HEADERS });
    if (request.method !== 'GET' || !`${request.url}/`.startsWith(`${PAGE_ORIGIN}/`)) return refuse(403);
    const asset = pageAsset(root, request.url);
    if (!asset) return refuse(404);
    try {
      const body = new Uint8Array(await readFile(asset.path));
      return new Response(body, { headers: { ...PAGE_HEADERS, 'Content-Type': asset.type } });
    } catch {
      return refuse(404);
    }
  });
}
