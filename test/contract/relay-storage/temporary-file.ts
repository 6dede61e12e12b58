import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for a database, in a folder of its own. */
export function temporaryFile(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-relay-storage-'));
  return { file: join(folder, 'relay.db'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
