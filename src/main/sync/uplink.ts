import { AppError } from '../../shared/errors.ts';
import type { RelaySession } from './relay-session.ts';

/** The signed-in session of the moment; `undefined` while there is none. */
export type CurrentSession = () => RelaySession | undefined;

/** Throws `offline` while there is no session. */
export function requireSession(current: CurrentSession): RelaySession {
  const session = current();
  if (!session) throw new AppError('offline', 'not connected');
  return session;
}

/** Whether the link is to blame: the call is made again with the next session, and nobody is told. */
export function isLinkFailure(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.code === 'offline' || error.code === 'timeout' || error.code === 'cancelled';
}
