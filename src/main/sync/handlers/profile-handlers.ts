import type { EngineHandlers } from '../engine.ts';
import { requireSession } from '../uplink.ts';
import type { HandlerContext } from './context.ts';

/** How people and groups are shown. Without a session these fail with `offline`. */
export function profileHandlers({ session, profiles }: HandlerContext) {
  const encoded = (picture: Uint8Array | null): string | null =>
    picture && Buffer.from(picture).toString('base64');

  return {
    async 'account.setDisplayName'(args) {
      const { user } = await requireSession(session).request('account.setDisplayName', args);
      profiles.learnMe(user);
      return {};
    },
    async 'account.setPicture'({ picture }) {
      const args = { picture: encoded(picture) };
      const { user } = await requireSession(session).request('account.setPicture', args);
      profiles.learnMe(user);
      return {};
    },
    'conversation.setPicture': ({ conversation, picture }) =>
      requireSession(session).request('conversation.setPicture', { conversation, picture: encoded(picture) }),
  } satisfies Partial<EngineHandlers>;
}
