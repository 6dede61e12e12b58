import { expect } from 'vitest';
import type { ErrorCode } from '../../src/shared/errors.ts';

/** The promise must reject with an `AppError` of this code. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ code });
}
