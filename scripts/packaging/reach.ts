/** So long a host has to answer at all; ms. What is downloaded from it afterwards may take its time. */
const PATIENCE_MS = 3_000;

/**
 * `undefined`: the address answers, whatever it says. Otherwise why it does not, in half a sentence. Never takes longer than 3 s:
 * the tools that download from it would try again for minutes before they gave up.
 */
export async function whyUnreachable(url: string, ask: typeof fetch = fetch): Promise<string | undefined> {
  const { host } = new URL(url);
  try {
    await ask(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    return undefined;
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return timedOut ? `${host} does not answer within 3 s` : `${host} cannot be reached`;
  }
}
