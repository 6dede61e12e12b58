import { assertNever } from '../../shared/assert-never.ts';
import { encodePush } from '../../shared/protocol/codec.ts';
import { type Feature, featureOf, unsupported } from '../../shared/protocol/features.ts';
import type { Push, PushBody, PushName } from '../../shared/protocol/pushes.ts';
import { outFrame, type OutFrame, type UnderPressure } from './out-frame.ts';

/** What clients hear only if they know the feature. */
const FEATURE_OF_PUSH: Partial<Record<PushName, Feature>> = {
  'channel.changed': 'channels',
  'channel.read': 'channels',
  'channel.announced': 'channels',
  'draft.changed': 'drafts',
  'packet.changed': 'packets',
  'points.changed': 'packets',
  'person.changed': 'profiles',
};

/** A push as a frame, which knows what becomes of it under pressure (SYN-7), and for clients of an earlier day (VER-3). */
export function pushFrame<N extends PushName>(push: N, body: PushBody<N>, toMany = false): OutFrame {
  // Name and body belong together; TypeScript does not follow the generic name.
  const known = { push, body } as Push;
  const pressure = underPressure(known);
  const event = known.push === 'timeline.appended' ? known.body.event : undefined;
  const feature = event && featureOf(event);
  const needed = FEATURE_OF_PUSH[push];
  if (needed)
    return outFrame(encodePush(push, body), pressure, toMany, { feature: needed, frame: undefined });
  if (!event || !feature) return outFrame(encodePush(push, body), pressure, toMany);
  const plain = encodePush('timeline.appended', { event: unsupported(event, feature) });
  const without = { feature, frame: outFrame(plain, pressure, toMany) };
  return outFrame(encodePush(push, body), pressure, toMany, without);
}

function underPressure({ push, body }: Push): UnderPressure {
  switch (push) {
    case 'timeline.appended':
      return { kind: 'notice', conversation: body.event.conversation, seq: body.event.seq };
    case 'timeline.noticed':
    case 'read.updated':
      return { kind: 'notice', conversation: body.conversation, seq: body.headSeq };
    case 'conversation.changed':
      return { kind: 'notice', conversation: body.conversation.id, seq: body.conversation.headSeq };
    case 'receipt.updated':
      return {
        kind: 'notice',
        conversation: body.conversation,
        seq: body.counts.reduce((newest, { seq }) => Math.max(newest, seq), 0),
      };
    case 'channel.changed':
      return { kind: 'latest', key: `channel ${body.channel.id}` };
    case 'channel.read':
      return { kind: 'latest', key: `reads ${body.channel}` };
    case 'channel.announced':
      return { kind: 'latest', key: `announcement ${body.announcement.channel} ${body.announcement.seq}` };
    case 'draft.changed':
      return { kind: 'latest', key: `draft ${body.draft.conversation}` };
    case 'packet.changed':
      // What is told to one person alone is not replaced by what is told to all.
      return {
        kind: 'latest',
        key: `packet ${body.conversation} ${body.packet.seq} ${body.mine === undefined ? 'all' : 'mine'}`,
      };
    case 'points.changed':
      return { kind: 'latest', key: 'points' };
    case 'person.changed':
      return { kind: 'latest', key: `person ${body.person.id}` };
    case 'presence.changed':
      return { kind: 'latest', key: body.user };
    case 'sync.checkpoint':
    case 'typing.started':
      return { kind: 'drop' };
    default:
      return assertNever(push);
  }
}
