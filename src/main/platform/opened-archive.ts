import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARCHIVE_FILE } from '../../shared/archive/format.ts';

/**
 * The folder of the archive that a system has opened with this program, by a path or a `file:` URL; `null` for anything else. Nothing
 * is read: whether it is an archive is found out when somebody has agreed to import it.
 */
export function archiveFolder(opened: string): string | null {
  const path = pathOf(opened);
  return path !== null && basename(path) === ARCHIVE_FILE ? dirname(resolve(path)) : null;
}

/** The same of the arguments that a process was started with: the system gives what it opens as the last one. */
export function archiveFromArguments(argv: readonly string[]): string | null {
  const last = argv.at(-1);
  return last === undefined || last.startsWith('-') ? null : archiveFolder(last);
}

/** Of two letters or more: one is a drive. */
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

function pathOf(opened: string): string | null {
  if (!URL_SCHEME.test(opened)) return opened;
  if (!/^file:/i.test(opened)) return null;
  try {
    return fileURLToPath(opened);
  } catch {
    return null;
  }
}
