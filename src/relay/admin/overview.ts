import { SAMPLE_MS } from '../metrics/metric-history.ts';
import { linkTo } from './relay-address.ts';
import type { Operation } from './context.ts';

export const getOverview: Operation<'overview.get'> = async ({ relay, startedAt, ...context }) => {
  const { storage, profile } = relay;
  const [id, totals, figures] = await Promise.all([storage.relayId(), storage.totals(), storage.figures()]);
  const address = context.address();
  const link = address ? linkTo(address) : null;
  return {
    relay: { id, name: profile.name, startedAt, link },
    totals: { ...totals, files: figures.contents, fileBytes: figures.contentBytes },
    lastBackupAt: figures.lastBackup?.at ?? null,
  };
};

export const getHistory: Operation<'metrics.history'> = ({ history }, _actor, { after }) =>
  Promise.resolve({ stepMs: SAMPLE_MS, samples: [...(history()?.samples(after) ?? [])] });
