import { existsSync, mkdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { host } from '../host.ts';

interface OpenOptions {
  readonly properties?: readonly string[];
}

interface SaveOptions {
  readonly defaultPath: string;
}

/** Electron's `dialog`: the browser's own way to choose files, and, as browsers do, the downloads folder to save them. */
export const dialog = {
  async showOpenDialog(
    _window: unknown,
    { properties = [] }: OpenOptions,
  ): Promise<{ canceled: boolean; filePaths: string[] }> {
    // What is brought in out of a folder are texts; pictures of gigabytes beside them stay where they are.
    const filePaths = await host.pick(properties.includes('openDirectory') ? ['.yidu', '.jsonl'] : null);
    return { canceled: filePaths.length === 0, filePaths };
  },
  showSaveDialog(
    _window: unknown,
    { defaultPath }: SaveOptions,
  ): Promise<{ canceled: boolean; filePath: string }> {
    mkdirSync(dirname(defaultPath), { recursive: true });
    return Promise.resolve({ canceled: false, filePath: unused(defaultPath) });
  },
};

/** Nothing is overwritten without having been asked: `name (1).ext`. */
function unused(path: string): string {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  for (let n = 0; ; n++) {
    const candidate = n === 0 ? path : `${stem} (${n})${ending}`;
    if (!existsSync(candidate)) return join(candidate);
  }
}
