import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../../../src/main/archive/html-pages.ts';
import { ANNA, head, message, TEAM, temporaryFolder } from '../../../contract/client-store/fixture.ts';
import { FILE, openPlace } from './archive-fixture.ts';

describe('names that people have chosen', () => {
  it('of files stay in their folder, and are readable', async () => {
    const content = join(temporaryFolder(), 'content');
    writeFileSync(content, 'bytes');
    const here = openPlace({ findFile: (file) => (file === FILE ? content : undefined) });
    const name = '../../.. /a?"<img src=x>.TXT';
    await here.store.write.applyHeads([head({ headSeq: 3 })], 1);
    await here.store.write.applyPage(TEAM, 2, 3, [
      message(2, ANNA, '', { content: { type: 'file', file: FILE, name, size: 5, mime: 'text/plain' } }),
      message(3, ANNA, '', { content: { type: 'file', file: FILE, name: 'other', size: 5, mime: 'a/b' } }),
    ]);
    const folder = await here.exportTo('archive', { files: true });
    const [kept = ''] = readdirSync(join(folder, 'files', FILE));
    expect(readFileSync(join(folder, 'files', FILE, kept), 'utf8')).toBe('bytes');
    expect(existsSync(join(here.folder, 'a'))).toBe(false);
    const page = readFileSync(join(folder, 'pages', `${TEAM}.html`), 'utf8');
    const [, href = ''] = /<a href="(\.\.\/files[^"]+)"/.exec(page) ?? [];
    expect(existsSync(join(folder, 'pages', decodeURIComponent(href.replaceAll('&amp;', '&'))))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'archive.yidu'), 'utf8'))).toMatchObject({ files: 1 });
  });

  it('of a file that the cache has tidied up meanwhile costs the export nothing, and without a wish for files none is copied', async () => {
    const content = join(temporaryFolder(), 'content');
    const here = openPlace({ findFile: () => content });
    await here.store.write.applyHeads([head({ headSeq: 2 })], 1);
    await here.store.write.applyPage(TEAM, 2, 2, [
      message(2, ANNA, '', {
        content: { type: 'file', file: FILE, name: 'gone #1?.txt', size: 5, mime: 'text/plain' },
      }),
    ]);
    const gone = await here.exportTo('gone', { files: true });
    expect(existsSync(join(gone, 'files', FILE))).toBe(false);
    writeFileSync(content, 'bytes');
    expect(existsSync(join(await here.exportTo('without'), 'files'))).toBe(false);
    const page = join('pages', `${TEAM}.html`);
    expect(readFileSync(join(gone, page), 'utf8')).not.toContain('href="../files');
    const kept = readFileSync(join(await here.exportTo('with', { files: true }), page), 'utf8');
    // What a browser would take for a fragment or a query is part of the name.
    expect(kept).toContain(`href="../files/${FILE}/gone%20%231`);
  });

  it('and texts are text in a page, whatever they say', async () => {
    const here = openPlace();
    const evil = `</p><script>alert(1)</script><img src=x onerror="alert(1)">'"&`;
    await here.store.write.putPeople([{ id: ANNA, name: 'anna', displayName: evil }]);
    await here.store.write.applyHeads([head({ headSeq: 2, title: evil.slice(0, 60) })], 1);
    await here.store.write.applyPage(TEAM, 2, 2, [message(2, ANNA, evil)]);
    const folder = await here.exportTo('archive');
    for (const file of ['index.html', join('pages', `${TEAM}.html`)]) {
      const page = readFileSync(join(folder, file), 'utf8');
      expect(page).not.toMatch(/<script|<img|<[^>]+ on\w+=/);
      expect(page).toContain(`content="default-src &#39;none&#39;;`);
    }
    expect(readFileSync(join(folder, 'pages', `${TEAM}.html`), 'utf8')).toContain(escapeHtml(evil));
  });
});
