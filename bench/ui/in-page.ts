/** What is measured inside the page. Each function is sent there as its own source text: it uses nothing from outside itself. */

/** Presses Alt+Down or Alt+Up and waits until the next conversation is drawn; gives the ms until that picture. */
export async function openNext(down: boolean): Promise<number> {
  const title = (): string =>
    document.querySelector('[data-testid="conversation-title"]')?.textContent.trim() ?? '';
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const before = title();
  const start = performance.now();
  window.dispatchEvent(new KeyboardEvent('keydown', { key: down ? 'ArrowDown' : 'ArrowUp', altKey: true }));
  for (;;) {
    await frame();
    const timeline = document.querySelector('[data-testid="timeline"]');
    const isDrawn = timeline?.getAttribute('aria-busy') === 'false' && timeline.querySelector('[data-key]');
    if (title() !== before && isDrawn) break;
    if (performance.now() - start > 10_000) throw new Error(`${before} was never left`);
  }
  // The frame in which it is drawn is over when the next one begins.
  await frame();
  return performance.now() - start;
}

/** Begins to count long tasks and frames; `stopWatching` tells. */
export function startWatching(): void {
  const long: number[] = [];
  const frames: number[] = [];
  let nodes = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  });
  observer.observe({ type: 'longtask' });
  let last = performance.now();
  let over = false;
  const tick = (now: number): void => {
    frames.push(now - last);
    last = now;
    if (frames.length % 30 === 0) nodes = Math.max(nodes, document.querySelectorAll('*').length);
    if (!over) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.stopWatching = () => {
    for (const { duration } of observer.takeRecords()) long.push(duration);
    observer.disconnect();
    over = true;
    return { long, frames: frames.slice(1), nodes };
  };
}

/** Notes how long after a key the picture with its letter is there; `keyDelays` tells. */
export function startTyping(): void {
  const delays: number[] = [];
  window.keyDelays = delays;
  document.querySelector('[data-testid="composer"]')?.addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      // A message that is posted in a frame comes when the frame has been painted.
      port1.onmessage = () => delays.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  });
}
