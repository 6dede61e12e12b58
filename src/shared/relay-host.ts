import * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Fingerprint } from './model/fingerprint.ts';

/** What the client hands to the worker that runs the embedded relay. */
export const RelayWorkerData = z.object({
  /** Folder of the relay's database; created when missing. */
  dataFolder: z.string(),
  /** Path of the built storage worker script. */
  storageWorkerPath: z.string(),
  /** Folder of the console's built page. */
  consoleFolder: z.string().optional(),
  name: z.string().max(120),
  host: z.string(),
  /** 0 = any free port. */
  port: z.int().min(0).max(65_535),
  /** `auto`: with a certificate of its own, made when it is missing. */
  tls: z.literal('auto').optional(),
});
export type RelayWorkerData = z.infer<typeof RelayWorkerData>;

/** What the worker says; `listening` or `failed` comes exactly once. */
export type RelayWorkerMessage =
  | {
      readonly kind: 'listening';
      readonly url: string;
      /** Of its certificate, where it has TLS. */
      readonly fingerprint?: Fingerprint | undefined;
    }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

/** The one message the client sends: drain and exit. */
export type RelayWorkerCommand = { readonly kind: 'close' };
