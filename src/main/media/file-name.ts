import { MAX_FILE_NAME } from '../../shared/model/file.ts';

/** Names that Windows keeps for devices, with or without an ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/i;
const DISGUISE = /[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu;

/** A name as it is sent: what disguises it is taken out, and of a path its last part is left. */
export function sendableName(path: string): string {
  const last = path.split(/[\\/]/).at(-1) ?? '';
  return shortened(last.toWellFormed().replaceAll(DISGUISE, '').trim()) || 'file';
}

/**
 * A name under which a file can be put into a folder of any system: one part, whatever the sender called it, and the same ending as
 * the sender's name has, so that it is opened as what it is shown as.
 */
export function safeFileName(name: string): string {
  const plain = sendableName(name.replaceAll(/[<>:"|?*]/g, '_').replaceAll(/[\\/]/g, '_'))
    // Windows takes them off, and a leading dot hides a file.
    .replace(/[. ]+$/, '')
    .replace(/^\.+/, '');
  const named = plain === '' ? 'file' : plain;
  return DEVICE.test(named) ? `_${named}` : named;
}

/** Cut in the middle, so that the ending stays; disks count bytes. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  let stem = ending === '' ? name : name.slice(0, dot);
  const fits = (): boolean =>
    stem.length + ending.length <= MAX_FILE_NAME && Buffer.byteLength(stem + ending) <= MAX_FILE_NAME;
  while (!fits()) stem = Array.from(stem).slice(0, -1).join('');
  return stem + ending;
}

/** Endings of files that another program shows, and that run nothing by themselves. Everything else is saved, not opened. */
const OPENED = new Set(
  (
    'pdf txt md csv log json xml yaml yml rtf ' +
    'png jpg jpeg gif webp bmp tif tiff heic avif ' +
    'mp3 m4a wav ogg oga flac aac opus mp4 m4v mov webm mkv avi ' +
    'doc docx xls xlsx ppt pptx odt ods odp epub pages numbers key ' +
    'zip 7z rar tar gz tgz bz2 xz'
  ).split(' '),
);

/** Whether the file may be handed to the program that the system opens it with. */
export function mayOpen(name: string): boolean {
  const safe = safeFileName(name);
  const dot = safe.lastIndexOf('.');
  return dot > 0 && OPENED.has(safe.slice(dot + 1).toLowerCase());
}
