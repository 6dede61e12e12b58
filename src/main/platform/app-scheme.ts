import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { PAGE_HEADERS, pageAsset, pictureId } from './page-assets.ts';

const SCHEME = 'app';

/** The page's own origin: no file, no server, and nothing else on the machine shares it. */
export const PAGE_ORIGIN = `${SCHEME}://yidu`;

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** A picture of the account that is signed in, wherever it has to come from. Rejects when it cannot be shown. */
export type FindPicture = (id: string) => Promise<{ readonly path: string; readonly type: string }>;

/** Serves the files of `root`, the account's pictures, and nothing else to the page. */
export function servePage(root: string, findPicture: FindPicture): void {
  protocol.handle(SCHEME, async (request) => {
    const refuse = (status: number) => new Response(null, { status, headers: PAGE_HEADERS });
    if (request.method !== 'GET' || !`${request.url}/`.startsWith(`${PAGE_ORIGIN}/`)) return refuse(403);
    const picture = pictureId(request.url);
    if (picture !== undefined) return servePicture(picture, findPicture).catch(() => refuse(404));
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

async function servePicture(id: string, find: FindPicture): Promise<Response> {
  const { path, type } = await find(id);
  const { size } = await stat(path);
  const body = Readable.toWeb(createReadStream(path));
  return new Response(body as ReadableStream<Uint8Array>, {
    headers: {
      ...PAGE_HEADERS,
      // Opened as a document it runs nothing either.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Type': type,
      'Content-Length': String(size),
      'Cache-Control': 'no-store',
    },
  });
}
