import * as z from 'zod';
import { ErrorCode } from '../errors.ts';
import { Timestamp } from '../model/ids.ts';

/** Where the program stands with newer ones of itself. */
export const UpdateState = z.discriminatedUnion('kind', [
  /** It never looks: it runs from its sources, its package's manager does it, or it was built without a key to believe. */
  z.object({ kind: z.literal('off'), why: z.enum(['checkout', 'managed', 'no-key']) }),
  /** None is known; `checkedAt`: `null` before the first look. */
  z.object({ kind: z.literal('none'), checkedAt: Timestamp.nullable() }),
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('downloading'), version: z.string(), percent: z.int().min(0).max(100) }),
  /** Downloaded and checked; it is installed when the program ends. */
  z.object({ kind: z.literal('ready'), version: z.string() }),
  /** It looks again by itself. */
  z.object({ kind: z.literal('failed'), error: ErrorCode }),
]);
export type UpdateState = z.infer<typeof UpdateState>;
