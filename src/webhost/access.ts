import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Decides who may talk to the server of one launch. Secrets live in memory and end with the process. */
export interface Access {
  /**
   * A secret for the URL that opens the window. `once`: it works for the first that comes, because a browser's command line
   * can be read by other users of the machine; otherwise as long as the process lives, for a URL printed to a terminal.
   */
  ticket(kind: 'once' | 'launch'): string;
  /** The `Set-Cookie` value for a good ticket; `undefined` for any other. */
  redeem(ticket: string): string | undefined;
  /** The request was made for this server by name, and carries the cookie. */
  mayRead(request: IncomingMessage): boolean;
  /** The same, and it comes from our own page. */
  mayConnect(request: IncomingMessage): boolean;
}

export function createAccess(port: number): Access {
  const host = `127.0.0.1:${port}`;
  // Cookies ignore ports: two clients in one browser must not take each other's.
  const cookieName = `yidu-${port}`;
  const session = secret();
  const tickets = new Map<string, 'once' | 'launch'>();

  function mayRead({ headers }: IncomingMessage): boolean {
    // A foreign name that was made to resolve to this machine still names itself here.
    if (headers.host !== host) return false;
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    return cookies.some((cookie) => isSame(cookie, `${cookieName}=${session}`));
  }

  return {
    ticket(kind) {
      const ticket = secret();
      tickets.set(ticket, kind);
      return ticket;
    },
    redeem(ticket) {
      const known = [...tickets].find(([candidate]) => isSame(candidate, ticket));
      if (!known) return undefined;
      if (known[1] === 'once') tickets.delete(known[0]);
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    mayRead,
    mayConnect: (request) => mayRead(request) && request.headers.origin === `http://${host}`,
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
