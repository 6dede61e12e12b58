import * as z from 'zod';

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

/** Things that one request asks of, or one answer has, at most. */
export const PAGE = 200;
