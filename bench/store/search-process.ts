/** A process of its own that searches in one way, so that its memory is its own; started by `search-comparison.ts`. */
import { openPeer } from './peers.ts';
import { type SearchAnswer, SearchJob, SearchPlace } from './search-job.ts';

const place = SearchPlace.parse(JSON.parse(process.argv[2] ?? ''));
const peer = await openPeer[place.peer](place);

function answer(texts: string[], ms: number): void {
  const { indexMegabytes } = peer;
  process.send?.({
    texts,
    ms,
    indexMegabytes,
    rssMegabytes: process.memoryUsage.rss() / 1e6,
  } satisfies SearchAnswer);
}

async function search({ query, to }: SearchJob): Promise<void> {
  const start = performance.now();
  const texts = await peer.search(query, to);
  answer(texts, performance.now() - start);
}

process.on('message', (message) => {
  // What fails here is the bench's own fault: the process ends, and its owner says so.
  void search(SearchJob.parse(message));
});
process.once('disconnect', () => void Promise.resolve(peer.close()).then(() => process.exit()));
answer([], 0);
