import * as z from 'zod';

/** Where a relay serves updates of the client to whoever asks (UPD-1). */
export const UPDATES_PATH = '/updates';

/** Longest statement, signature and all; bytes. */
export const MAX_STATEMENT_BYTES = 16 * 1024;

/** Names of files beside the statement: no folders, nothing hidden, no spaces. */
export const UpdateFileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,119}$/);

/** What the signer says of the newest release for one platform (UPD-2). */
export const UpdateManifest = z.object({
  product: z.literal('yidu'),
  /** `linux-x64`, as Node names both. */
  target: z.string().regex(/^(?:linux|darwin|win32)-(?:x64|arm64|universal)$/),
  /** Semantic version. */
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[0-9A-Za-z.-]{1,40})?$/),
  /** Milliseconds since 1970. */
  publishedAt: z.int().min(0),
  /** Share of the installations that take it, in percent; raised step by step. */
  rollout: z.int().min(0).max(100),
  file: z.object({
    name: UpdateFileName,
    bytes: z.int().min(1).max(2_000_000_000),
    /** Base64. */
    sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  }),
});
export type UpdateManifest = z.infer<typeof UpdateManifest>;

/** The statement as it is served: the manifest's JSON as it was signed, and the Ed25519 signature of its bytes, base64. */
export const SignedStatement = z.object({
  manifest: z.string().max(MAX_STATEMENT_BYTES),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});
export type SignedStatement = z.infer<typeof SignedStatement>;

/** The statement's name for a target. */
export function statementName(target: string): string {
  return `${target}.json`;
}
