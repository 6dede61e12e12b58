import fc from 'fast-check';
import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE_HEADERS, pageAsset } from '../../../../src/main/platform/page-assets.ts';

const ROOT = `${sep}out${sep}renderer`;

const isInside = (path: string) => path.startsWith(ROOT + sep) && !path.split(sep).includes('..');

describe('files of the page', () => {
  it('serves index.html at the root, and files with their type', () => {
    expect(pageAsset(ROOT, 'app://yidu/')).toEqual({
      path: `${ROOT}${sep}index.html`,
      type: 'text/html; charset=utf-8',
    });
    expect(pageAsset(ROOT, 'app://yidu/assets/index-1.js?v=2#x')?.type).toMatch(/^text\/javascript/);
  });

  it.each([
    'app://yidu/../main/index.js',
    'app://yidu/%2e%2e/main/index.js',
    'app://yidu/..%2fmain%2findex.js',
    'app://yidu/assets/..%2f..%2fmain%2findex.js',
    'app://yidu/..%5cmain%5cindex.js',
    'app://yidu/index.html%00.js',
    'app://yidu/%zz.js',
    'app://yidu/renderer',
    'app://yidu/secret.pem',
    'not a url',
  ])('does not serve %s', (url) => {
    const asset = pageAsset(ROOT, url);
    // Dots that the URL parser itself resolves end up inside the root.
    expect(asset === undefined || isInside(asset.path)).toBe(true);
  });

  it('never leads out of the root', () => {
    const piece = fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '\\', '%5c', 'a', 'x.js', '%00', '%252e');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const asset = pageAsset(ROOT, `app://yidu/${pieces.join('')}.js`);
        return asset === undefined || isInside(asset.path);
      }),
    );
  });

  it('lets no script run that is not a file of the page', () => {
    const policy = PAGE_HEADERS['Content-Security-Policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain('unsafe-eval');
  });
});
