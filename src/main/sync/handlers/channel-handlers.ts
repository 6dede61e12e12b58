import { ClientId } from '../../../shared/model/ids.ts';
import type { EngineHandlers } from '../engine.ts';
import { requireSession } from '../uplink.ts';
import type { HandlerContext } from './context.ts';

export function channelHandlers({ store, session, channels, makeId }: HandlerContext) {
  return {
    async 'channel.list'() {
      return { channels: await channels.rows() };
    },
    'channel.announcements': ({ channel, before, limit }) => store.read.announcements(channel, before, limit),
    async 'channel.shown'({ channel, seqs }) {
      await channels.shown(channel, seqs);
      return {};
    },
    async 'search.announcements'({ query, limit }) {
      return { hits: await store.read.searchAnnouncements(query, limit) };
    },
    'channel.rights': () => requireSession(session).request('channel.rights', {}),
    'channel.create': ({ title }) =>
      requireSession(session).request('channel.create', { clientId: ClientId.parse(makeId()), title }),
    'channel.change': (change) => requireSession(session).request('channel.change', change),
    'channel.draft': (draft) =>
      requireSession(session).request('channel.draft', { ...draft, clientId: ClientId.parse(makeId()) }),
    'channel.act': (act) => requireSession(session).request('channel.act', act),
    'channel.manage': (page) => requireSession(session).request('channel.manage', page),
    'channel.reach': (one) => requireSession(session).request('channel.reach', one),
  } satisfies Partial<EngineHandlers>;
}
