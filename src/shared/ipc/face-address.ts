import * as z from 'zod';
import { AccountId } from '../model/ids.ts';
import { type PictureId, PictureOwner } from '../model/profile-picture.ts';

/** Whose picture a page may show: somebody's whom the shown account knows, or of the person of any account that is signed in. */
export const FaceOwner = z.discriminatedUnion('kind', [
  ...PictureOwner.options,
  z.object({ kind: z.literal('account'), account: AccountId }),
]);
export type FaceOwner = z.infer<typeof FaceOwner>;

/** What the address of such a picture says: whose it is, and which one. */
export interface FaceAddress {
  readonly of: FaceOwner;
  readonly picture: PictureId;
}
