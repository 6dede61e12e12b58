import type { DeliveryProblem } from '../../shared/model/integration.ts';

/** One attempt's request. */
export interface CallbackRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer's status, or why there was none. */
export type CallbackAnswer =
  { readonly status: number } | { readonly problem: Exclude<DeliveryProblem, 'status'> };

/** How callbacks reach the network; adapters: HTTP, and tests. */
export interface CallbackPoster {
  /** Why a URL is never called, where that can be seen without looking its name up. */
  refusal(url: string): string | undefined;
  /** Never rejects, follows no redirects, and ends soon after `signal` says so. */
  post(request: CallbackRequest, signal: AbortSignal): Promise<CallbackAnswer>;
}
