import * as z from 'zod';

/** A package that is part of what is installed. */
export const LicensedPart = z.object({
  name: z.string(),
  version: z.string(),
  /** As its package says, in SPDX's words. */
  licence: z.string(),
  /** The text of its licence; '' where its package has none. */
  text: z.string(),
});
export type LicensedPart = z.infer<typeof LicensedPart>;
