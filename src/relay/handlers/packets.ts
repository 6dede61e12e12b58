import { AppError } from '../../shared/errors.ts';
import type { Handler } from './context.ts';

/** What a person is given when they first look at their points (PKT-1). */
const OPENING_POINTS = 1_000;

/** PKT-3, PKT-6. */
export const takeShare: Handler<'packet.take'> = async (context, caller, { conversation, seq }) => {
  const { storage, conversations, packetTurns, packetNotices, publisher, peers, writes, clock, chance } =
    context;
  const { user, device } = caller;
  return writes.track(async () => {
    const { packet, fresh } = await packetTurns.take(conversation, seq, {
      async write() {
        const request = { user, conversation, seq, at: clock.now(), chance: chance(), device };
        const outcome = await storage.takeShare(request);
        if (outcome.kind === 'no-packet') throw noPacket();
        return outcome;
      },
      async read() {
        const isMember = await conversations.use(conversation, (state) => state?.isMember(user) === true);
        const [known] = isMember ? await storage.packetStates(user, conversation, [seq]) : [];
        if (!known) throw noPacket();
        return { packet: known, fresh: false };
      },
    });
    if (fresh) {
      const { mine, ...state } = packet;
      if (mine !== null)
        publisher.toUser(user, 'packet.changed', { conversation, packet: state, mine }, caller);
      packetNotices.changed(conversation, seq);
      peers?.announce({ kind: 'packet', conversation, seq });
    }
    return { packet };
  });
};

function noPacket(): AppError {
  return new AppError('not_found', 'no such red packet');
}

/** PKT-5. */
export const packetStates: Handler<'packet.states'> = async ({ storage }, { user }, args) => {
  const { conversation, seqs } = args;
  return { packets: [...(await storage.packetStates(user, conversation, [...new Set(seqs)]))] };
};

/** PKT-5. */
export const packetTakers: Handler<'packet.takers'> = async ({ storage }, { user }, args) => {
  const { conversation, seq, after = 0, limit } = args;
  const { takers, more } = await storage.packetTakers(user, conversation, seq, after, limit);
  return { takers: [...takers], more };
};

/** PKT-1. */
export const getPoints: Handler<'points.get'> = async ({ storage, clock }, { user }) => {
  return { points: await storage.points(user, OPENING_POINTS, clock.now()) };
};
