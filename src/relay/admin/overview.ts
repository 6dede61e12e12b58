import { SAMPLE_MS } from '../metrics/metric-history.ts';
import type { Operation } from './context.ts';

export const getOverview: Operation<'overview.get'> = async ({ relay, startedAt }) => {
  const { storage, profile } = relay;
  const [id, totals] = await Promise.all([storage.relayId(), storage.totals()]);
  return { relay: { id, name: profile.name, startedAt }, totals };
};

export const getHistory: Operation<'metrics.history'> = ({ history }, _actor, { after }) =>
  Promise.resolve({ stepMs: SAMPLE_MS, samples: [...(history()?.samples(after) ?? [])] });
