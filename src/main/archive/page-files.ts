import { join } from 'node:path';
import { ARCHIVE_PATHS } from './archive-paths.ts';
import { createLineFile } from './line-file.ts';

/** Articles of one page to read. */
const PAGE_ARTICLES = 2_000;

/** Pages of one conversation or channel; `n` counts from 1 on. */
export interface PageShape {
  name(n: number): string;
  begin(n: number): string;
  /** `more`: there is one after it. */
  end(n: number, more: boolean): string;
}

/** What is written goes on on a further page when one is full. */
export interface PageFiles {
  /** To be called before each article: true if it begins a page that is not the first. */
  turn(): Promise<boolean>;
  write(text: string): Promise<void>;
  /** Ends the last page. */
  end(): Promise<void>;
  /** Closes the file, also where writing has failed. */
  close(): Promise<void>;
}

export async function createPageFiles(folder: string, shape: PageShape): Promise<PageFiles> {
  let n = 1;
  let onPage = 0;
  const open = async () => {
    const file = await createLineFile(join(folder, ARCHIVE_PATHS.page(shape.name(n))));
    await file.write(shape.begin(n));
    return file;
  };
  let page = await open();
  return {
    async turn() {
      if (onPage < PAGE_ARTICLES) {
        onPage += 1;
        return false;
      }
      await page.write(shape.end(n, true));
      await page.close();
      n += 1;
      onPage = 1;
      page = await open();
      return true;
    },
    write: (text) => page.write(text),
    end: () => page.write(shape.end(n, false)),
    close: () => page.close(),
  };
}
