import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { BackupSummary } from '../../shared/admin/admin-views.ts';
import { AppError } from '../../shared/errors.ts';
import { Timestamp } from '../../shared/model/ids.ts';
import { MAX_PLACE } from './files-elsewhere.ts';

/** Name of the file that makes a folder a backup; written last. */
export const MANIFEST = 'manifest.json';
/** Name of the database, in a data folder as in a backup. */
export const DATABASE = 'relay.db';

/** More than any relay has; a manifest that says so is not read. */
const MAX_FILES = 10_000_000;

/** A path inside a backup: relative, with slashes, leading nowhere else. */
const InnerPath = z
  .string()
  .min(1)
  .max(1_024)
  .refine(
    (path) =>
      !/[\\\0:]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'leads out of the backup',
  );

const ManifestFile = z.object({
  path: InnerPath,
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

/** What a backup holds. */
export const Manifest = z.object({
  format: z.literal(1),
  createdAt: Timestamp,
  /** Where the contents of the relay's files lie, which are not in it; absent: they are. */
  filesElsewhere: z.string().max(MAX_PLACE).optional(),
  files: z.array(ManifestFile).min(1).max(MAX_FILES),
});
export type Manifest = z.infer<typeof Manifest>;

/** Throws `not_found` for a folder that is no backup, and `store_failed` for one whose manifest cannot be read. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), 'utf8');
  } catch (error) {
    throw new AppError('not_found', `${folder} is no backup: it has no ${MANIFEST}`, { cause: error });
  }
  const manifest = Manifest.safeParse(parse(text));
  if (!manifest.success) throw new AppError('store_failed', `the ${MANIFEST} of ${folder} is damaged`);
  return manifest.data;
}

export function summaryOf(name: string, { createdAt, files, filesElsewhere }: Manifest): BackupSummary {
  return {
    name,
    createdAt,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(filesElsewhere !== undefined && { filesElsewhere }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
