import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import type { FaceAddress } from '../../shared/ipc/face-address.ts';
import { PAGE_HEADERS, pageAsset, pictureId, profilePictureAddress } from './page-assets.ts';

const SCHEME = 'app';

/** The page's own origin: no file, no server, and nothing else on the machine shares it. */
export const PAGE_ORIGIN = `${SCHEME}://yidu`;

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Pictures of the account that is signed in, wherever they have to come from. Each rejects when it cannot be shown. */
export interface PagePictures {
  readonly ofMessage: (id: string) => Promise<{ readonly path: string; readonly type: string }>;
  readonly ofProfile: (
    address: FaceAddress,
  ) => Promise<{ readonly bytes: Uint8Array; readonly type: string }>;
}

/** Opened as a document it runs nothing either. */
const PICTURE_HEADERS = {
  ...PAGE_HEADERS,
  'Content-Security-Policy': "default-src 'none'; sandbox",
} as const;

/** Serves the files of `root`, the account's pictures, and nothing else to the page. */
export function servePage(root: string, pictures: PagePictures): void {
  protocol.handle(SCHEME, async (request) => {
    const refuse = (status: number) => new Response(null, { status, headers: PAGE_HEADERS });
    if (request.method !== 'GET' || !`${request.url}/`.startsWith(`${PAGE_ORIGIN}/`)) return refuse(403);
    const picture = pictureId(request.url);
    if (picture !== undefined) return servePicture(picture, pictures.ofMessage).catch(() => refuse(404));
    const face = profilePictureAddress(request.url);
    if (face) return serveFace(face, pictures.ofProfile).catch(() => refuse(404));
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

async function serveFace(address: FaceAddress, find: PagePictures['ofProfile']): Promise<Response> {
  const { bytes, type } = await find(address);
  return new Response(new Uint8Array(bytes), {
    headers: {
      ...PICTURE_HEADERS,
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      // The address names the bytes: as long as the page lives it need not ask twice.
      'Cache-Control': 'private, max-age=86400, immutable',
    },
  });
}

async function servePicture(id: string, find: PagePictures['ofMessage']): Promise<Response> {
  const { path, type } = await find(id);
  const { size } = await stat(path);
  const body = Readable.toWeb(createReadStream(path));
  return new Response(body as ReadableStream<Uint8Array>, {
    headers: {
      ...PICTURE_HEADERS,
      'Content-Type': type,
      'Content-Length': String(size),
      'Cache-Control': 'no-store',
    },
  });
}
