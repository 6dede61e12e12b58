import { assertNever } from '../../shared/assert-never.ts';
import { encodePush } from '../../shared/protocol/codec.ts';
import type { Push, PushBody, PushName } from '../../shared/protocol/pushes.ts';
import { outFrame, type OutFrame, type UnderPressure } from './connection.ts';

/** A push as a frame, which knows what becomes of it under pressure (SYN-7). */
export function pushFrame<N extends PushName>(push: N, body: PushBody<N>, toMany = false): OutFrame {
  // Name and body belong together; TypeScript does not follow the generic name.
  return outFrame(encodePush(push, body), underPressure({ push, body } as Push), toMany);
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
    case 'presence.changed':
      return { kind: 'latest', key: body.user };
    case 'sync.checkpoint':
    case 'typing.started':
      return { kind: 'drop' };
    default:
      return assertNever(push);
  }
}
