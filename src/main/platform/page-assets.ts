import { extname, join, sep } from 'node:path';
import { type FaceAddress, FaceOwner } from '../../shared/ipc/face-address.ts';
import { PictureId } from '../../shared/model/profile-picture.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** One file of the page. */
export interface PageAsset {
  readonly path: string;
  readonly type: string;
}

/**
 * The file that a URL of the page's origin stands for, always inside `root`; `undefined` for anything that could lead out
 * of it, and for kinds of files that a page does not have. Nothing on disk is looked at.
 */
export function pageAsset(root: string, url: string): PageAsset | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  if (/[\\\0]/.test(path)) return undefined;
  const file = join(root, path === '/' ? 'index.html' : path);
  const type = TYPES[extname(file)];
  return type !== undefined && file.startsWith(root + sep) ? { path: file, type } : undefined;
}

/** Pictures of messages; `?…` after the id only makes the page ask again. */
const PICTURE = /^\/media\/([0-9a-f-]{36})$/;

/** The file id in the URL of a picture; `undefined`: it is none. */
export function pictureId(url: string): string | undefined {
  return URL.canParse(url) ? PICTURE.exec(new URL(url).pathname)?.[1] : undefined;
}

const PROFILE_PICTURE = /^\/pictures\/(person|conversation|account)\/([^/]+)\/([^/]+)$/;

/** What the URL of a person's or group's picture says; `undefined`: it is none. */
export function profilePictureAddress(url: string): FaceAddress | undefined {
  const [, kind, owner, id] = PROFILE_PICTURE.exec(URL.canParse(url) ? new URL(url).pathname : '') ?? [];
  const of = FaceOwner.safeParse({ kind, user: owner, conversation: owner, account: owner });
  const picture = PictureId.safeParse(id);
  return of.success && picture.success ? { of: of.data, picture: picture.data } : undefined;
}

/**
 * Sent with every file of the page. Styles may be inline because Vue binds them; scripts never, so that markup from a
 * message can run nothing even if it got into the page.
 */
export const PAGE_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
} as const;
