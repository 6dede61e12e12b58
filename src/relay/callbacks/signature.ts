import { createHmac } from 'node:crypto';

export const CALLBACK_HEADERS = {
  /** Unix time of the attempt, in seconds. */
  timestamp: 'yidu-timestamp',
  /** `v1=` and the HMAC-SHA256 of timestamp, a full stop and body, in hexadecimal. */
  signature: 'yidu-signature',
  /** Id of the delivery, the same at every attempt. */
  delivery: 'yidu-delivery',
} as const;

/** `timestamp`: Unix time in seconds. */
export function signCallback(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
