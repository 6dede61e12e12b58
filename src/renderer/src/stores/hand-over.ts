import { request, subscribe } from '../bridge/client.ts';

/** Sends what waits here; resolves once it is on disk. What it rejects with is for its own to tell. */
type HandOver = () => Promise<unknown>;

const handOvers = new Set<HandOver>();

/**
 * Runs `handOver` whenever the window loses the focus, when its page goes, and when the program ends, which waits for it.
 * Until the returned function is called.
 */
export function handOverOnLeave(handOver: HandOver): () => void {
  const run = (): void => void handOver().catch(() => undefined);
  handOvers.add(handOver);
  window.addEventListener('blur', run);
  window.addEventListener('pagehide', run);
  return () => {
    handOvers.delete(handOver);
    window.removeEventListener('blur', run);
    window.removeEventListener('pagehide', run);
  };
}

/** Answers the main process when it is about to end, once all is handed over. Until the returned function is called. */
export function answerLeaving(): () => void {
  return subscribe('app.leaving', () => {
    void Promise.allSettled([...handOvers].map((handOver) => handOver())).then(() =>
      // It does not wait longer than half a second, and may be gone.
      request('app.left', {}).catch(() => undefined),
    );
  });
}
