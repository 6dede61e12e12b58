import { AppError } from '../../shared/errors.ts';

/** What was found wrong in an archive, and where: its file, and the line if it has lines. Never quotes it. */
export function invalid(file: string, line: number | undefined, message: string, cause?: unknown): AppError {
  return new AppError('archive_invalid', message, {
    field: line === undefined ? file : `${file}:${line}`,
    cause,
  });
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What the file system says, as `disk_full` or `folder_failed`; an AppError passes. Paths stay in the cause. */
export function toFolderError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return AppError.from(error);
  return FULL.has(code)
    ? new AppError('disk_full', 'no room for the archive', { cause: error })
    : new AppError('folder_failed', `the folder failed: ${code}`, { cause: error });
}

/** Throws `cancelled` once it is aborted. */
export function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'given up');
}
