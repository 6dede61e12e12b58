import { AppError, type Result } from '../../shared/errors.ts';
import type { FaceAddress } from '../../shared/ipc/face-address.ts';
import type { ChosenFiles } from '../../shared/ipc/views.ts';
import { FileId } from '../../shared/model/ids.ts';
import type { Account } from '../account/account.ts';
import { mayOpen, safeFileName } from '../media/file-name.ts';
import { type Media, saveContent, type ShownPicture } from '../media/create-media.ts';
import type { ReadyPicture } from '../sync/pictures.ts';
import type { HandlersOf } from './dispatch.ts';

/** What the desktop does for files. */
export interface FileDesktop {
  /** Paths that the user has chosen. */
  readonly chooseFiles: () => Promise<string[]>;
  /** Where the user wants a file of this name; `undefined`: nowhere. */
  readonly chooseTarget: (name: string) => Promise<string | undefined>;
  readonly openFile: (path: string) => Promise<boolean>;
}

/** Files dropped at once. */
const MAX_DROPPED = 20;

function mediaOf(account: Account): Media {
  const media = account.engine()?.media;
  if (!media) throw new AppError('no_account', 'nobody is signed in');
  return media;
}

async function addAll(account: Account, paths: readonly string[]): Promise<ChosenFiles> {
  const media = mediaOf(account);
  const chosen: ChosenFiles = { files: [], refused: [] };
  for (const path of paths)
    await media.add(path).then(
      (file) => chosen.files.push(file),
      (error: unknown) => chosen.refused.push(AppError.from(error).code),
    );
  return chosen;
}

/** What needs the desktop beside the engine: dialogs, and other programs. */
export function fileHandlers(
  account: Account,
  desktop: FileDesktop,
): HandlersOf<'attachment.pick' | 'attachment.paste' | 'file.save' | 'file.open'> {
  return {
    'attachment.pick': async () => {
      mediaOf(account);
      return addAll(account, await desktop.chooseFiles());
    },
    'attachment.paste': ({ name, type, bytes }) => mediaOf(account).addBytes(name, type, bytes),
    'file.save': async ({ file, name }) => {
      const media = mediaOf(account);
      const target = await desktop.chooseTarget(safeFileName(name));
      if (target === undefined) return { saved: false };
      await saveContent(await media.fetch(file), target);
      return { saved: true };
    },
    'file.open': async ({ file, name }) => {
      if (!mayOpen(name))
        throw new AppError('forbidden', 'such files are saved, not opened', { field: 'name' });
      const path = await mediaOf(account).copyToOpen(file, safeFileName(name));
      if (!(await desktop.openFile(path))) throw new AppError('not_found', 'no program opens such files');
      return {};
    },
  };
}

/** Takes the paths of files that the user has dropped; what is no list of them is refused. Never rejects. */
export async function takeDropped(account: Account, paths: unknown): Promise<Result<ChosenFiles>> {
  try {
    if (!Array.isArray(paths) || paths.length > MAX_DROPPED) throw new AppError('bad_args', 'no paths');
    const known = paths.filter((path): path is string => typeof path === 'string');
    return { ok: true, value: await addAll(account, known) };
  } catch (error) {
    return { ok: false, error: AppError.from(error).toBody() };
  }
}

/** The picture of a person or group that the page shows. Rejects with the reason why it cannot be shown. */
export async function profilePicture(account: Account, { of, picture }: FaceAddress): Promise<ReadyPicture> {
  if (of.kind === 'account') {
    const owner = account.list().find(({ id }) => id === of.account);
    const engine = account.engineOf(of.account);
    if (!owner || !engine) throw new AppError('no_account', 'the account is not signed in');
    return engine.picture({ kind: 'person', user: owner.me.id }, picture);
  }
  const engine = account.engine();
  if (!engine) throw new AppError('no_account', 'nobody is signed in');
  return engine.picture(of, picture);
}

/** The picture that the page shows under this id. Rejects with the reason why it cannot be shown. */
export async function shownPicture(account: Account, id: string): Promise<ShownPicture> {
  return mediaOf(account).picture(FileId.parse(id));
}
