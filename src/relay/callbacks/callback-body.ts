import type { DueDelivery } from '../storage/integration-port.ts';

/** What a delivery says, as JSON; docs/administration.md shows it. */
export function callbackBody(relay: string, { id, kind, at, subject, sender }: DueDelivery): string {
  const head = { id, kind, at, relay, sender };
  if (subject.kind === 'event') return JSON.stringify({ ...head, event: subject.event });
  const { channel, seq, revision, state, title, text, publishedAt, expiresAt } = subject.announcement;
  const announcement = { channel, seq, revision, state, title, text, publishedAt, expiresAt };
  return JSON.stringify({ ...head, announcement });
}
