import * as z from 'zod';
import { MAX_PICTURE_BYTES } from '../../model/profile-picture.ts';

interface RequestSpec<I extends z.ZodType, O extends z.ZodType> {
  readonly input: I;
  readonly output: O;
}

/** One request: what the page may send, which the main process checks, and what it gets, which the compiler does. */
export function request<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): RequestSpec<I, O> {
  return { input, output };
}

/** What a request has nothing to say by, or an answer nothing to add to its success. */
export const nothing = z.object({});

/** The bytes of a picture that the page has made. */
export const NewPicture = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length <= MAX_PICTURE_BYTES, 'is too large for a picture');

/** Things that one request asks of, or one answer has, at most. */
export const PAGE = 200;
