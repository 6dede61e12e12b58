import { AppError } from '../../shared/errors.ts';

/** One wording for "you are not in it" and "it does not exist" (MEM-1). */
export function noConversation(): AppError {
  return new AppError('not_found', 'no such conversation');
}

/** The caller is a member who lacks the right. */
export function forbidden(): AppError {
  return new AppError('forbidden', 'your role does not allow this');
}

/** An invite that lets nobody in, whatever the reason: whether it ever existed is told to nobody. */
export function badInvite(field: string): AppError {
  return new AppError('bad_invite', 'the invite is unknown, used up or expired', { field });
}

/** SES-11, MEM-13. */
export function tooManyInvites(): AppError {
  return new AppError('too_many', 'as many invites are open as may be');
}
