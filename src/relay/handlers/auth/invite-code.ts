import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';

/**
 * What is stored of an invite's code. Codes are made like device tokens: at least 128 bits, so that a fast hash is enough,
 * and neither can stand for the other, because each is looked up in its own table.
 */
export function hashInviteCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}

/** An invite that lets nobody in, whatever the reason: whether it ever existed is told to nobody. */
export function badInvite(field: string): AppError {
  return new AppError('bad_invite', 'the invite is unknown, used up or expired', { field });
}
