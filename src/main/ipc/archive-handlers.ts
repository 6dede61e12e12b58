import { AppError } from '../../shared/errors.ts';
import type { Account } from '../account/account.ts';
import type { Archive } from '../archive/create-archive.ts';
import type { ExportChoice } from '../archive/export-archive.ts';
import { safeFileName } from '../media/file-name.ts';
import type { HandlersOf } from './dispatch.ts';

/** What the desktop does for archives. */
export interface ArchiveDesktop {
  /** Where the user wants something of this name; `undefined`: nowhere. */
  readonly chooseTarget: (name: string) => Promise<string | undefined>;
  /** A folder that the user has chosen. */
  readonly chooseFolder: () => Promise<string | undefined>;
  /** A folder that the user has opened with this program; given once. */
  readonly takeOpened: () => string | null;
  readonly language: () => ExportChoice['language'];
  /** ms since 1970. */
  readonly now: () => number;
}

function archiveOf(account: Account): Archive {
  const archive = account.engine()?.archive;
  if (!archive) throw new AppError('no_account', 'nobody is signed in');
  if (archive.state().kind === 'running') throw new AppError('busy', 'one at a time');
  return archive;
}

/** Taking history along and bringing it in: the folders are the user's choice, and never the page's. */
export function archiveHandlers(
  account: Account,
  desktop: ArchiveDesktop,
): HandlersOf<'archive.export' | 'archive.import'> {
  return {
    async 'archive.export'({ conversations, files }) {
      const archive = archiveOf(account);
      const day = new Date(desktop.now()).toISOString().slice(0, 10);
      const target = await desktop.chooseTarget(safeFileName(`Yidu ${day}`));
      if (target === undefined) return { begun: false };
      archive.exportTo(target, { conversations, files, language: desktop.language() });
      return { begun: true };
    },
    async 'archive.import'({ opened }) {
      const archive = archiveOf(account);
      const folder = opened ? (desktop.takeOpened() ?? undefined) : await desktop.chooseFolder();
      if (folder === undefined) return { begun: false };
      archive.importFrom(folder);
      return { begun: true };
    },
  };
}
