import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import { CLOSE, type CloseCode } from '../../shared/protocol/close-codes.ts';
import { decodeRequest, encodeFailure, encodeReply, type Request } from '../../shared/protocol/codec.ts';
import { type Feature, featureOf, unsupported } from '../../shared/protocol/features.ts';
import type { Acknowledging } from '../handlers/delivered-cursors.ts';
import type { Caller } from '../handlers/publisher.ts';
import { Backlog } from './backlog.ts';
import type { Connection, ConnectionListener } from './connection.ts';
import type { Beating } from './heartbeats.ts';
import type { HubMember } from './hub.ts';
import { FrameChain, outFrame, type OutFrame } from './out-frame.ts';
import {
  acknowledged,
  dispatch,
  reportFailure,
  type RequestingSession,
  type SessionState,
} from './dispatch.ts';
import type { SessionServices } from './services.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Flushable } from './write-turn.ts';

const NEW: SessionState = { kind: 'new' };
const GREETED: SessionState = { kind: 'greeted' };
const CLOSED: SessionState = { kind: 'closed' };
const NO_FEATURES: ReadonlySet<Feature> = new Set();

/**
 * One connection from its first frame to its end. Every frame out passes its outbox, which keeps their order. It listens to
 * its connection and its heartbeat itself: most connections do nothing, and each closure less is memory for another one.
 */
export class Session
  implements RequestingSession, HubMember, Flushable, Acknowledging, ConnectionListener, Beating
{
  readonly #connection: Connection;
  readonly #services: SessionServices;
  readonly #bucket: TokenBucket;
  #state: SessionState = NEW;
  #features: ReadonlySet<Feature> = NO_FEATURES;
  #version = '';
  #outbox: FrameChain | undefined;
  /** When the turn will flush this session, if it has been asked to. */
  #due: 'no' | 'gathered' | 'now' = 'no';
  /** Only while too much waits for the client. */
  #backlog: Backlog | undefined;
  #open = 0;
  #lastSign: number;
  #cancelHandshake: (() => void) | undefined;

  constructor(connection: Connection, services: SessionServices) {
    const { clock, limits } = services;
    this.#connection = connection;
    this.#services = services;
    this.#bucket = new TokenBucket(clock, limits.framesPerSecond, limits.frameBurst);
    this.#lastSign = clock.monotonic();
    this.#armHandshake();
    services.heartbeats.arm(this);
    connection.listen(this);
  }

  get remote(): string {
    return this.#connection.remote;
  }

  get limitKey(): string | undefined {
    return this.#connection.limitKey;
  }

  get features(): ReadonlySet<Feature> {
    return this.#features;
  }

  get version(): string {
    return this.#version;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** It waits for no answer. */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  greet(features: ReadonlySet<Feature>, version: string): void {
    if (this.#state.kind !== 'new') return;
    this.#state = GREETED;
    this.#features = features;
    this.#version = version;
  }

  adapted(event: TimelineEvent): TimelineEvent {
    const feature = featureOf(event);
    return feature && !this.#features.has(feature) ? unsupported(event, feature) : event;
  }

  beginSignIn(): void {
    if (this.#state.kind !== 'greeted') throw new AppError('already_signed_in');
    this.#state = { kind: 'signing-in' };
  }

  abandonSignIn(): void {
    if (this.#state.kind === 'signing-in') this.#state = GREETED;
  }

  completeSignIn(caller: Caller, reply: string): void {
    if (this.#state.kind !== 'signing-in') return;
    if (!this.#services.hub.attach(caller, this)) throw new AppError('bad_token', 'signed out');
    this.#state = { kind: 'signed-in', caller };
    this.reply(reply);
    this.#cancelHandshake?.();
    this.#cancelHandshake = undefined;
  }

  signOut(): void {
    if (this.#state.kind !== 'signed-in') return;
    this.#services.hub.detach(this.#state.caller);
    this.#state = GREETED;
    this.#armHandshake();
  }

  reply(text: string): void {
    this.enqueue(outFrame(text));
  }

  replyInPassing(text: string): void {
    if (this.#state.kind === 'closed') return;
    if (this.#due !== 'no' || this.#services.turn.ride(this)) this.#queue(outFrame(text));
    else this.reply(text);
  }

  refuseVersion(): void {
    this.close(CLOSE.unsupportedVersion, 'no common version');
  }

  enqueue(frame: OutFrame): void {
    if (this.#state.kind === 'closed') return;
    if (frame.without && !this.#features.has(frame.without.feature)) {
      if (frame.without.frame) this.enqueue(frame.without.frame);
      return;
    }
    if (frame.underPressure) this.#services.counters.pushes++;
    if (this.#backlog && frame.underPressure) {
      if (!this.#backlog.hold(frame, frame.underPressure)) this.close(CLOSE.goingAway, 'sync again');
      return;
    }
    this.#queue(frame);
    if (!frame.toMany && this.#due !== 'now') {
      this.#due = 'now';
      this.#services.turn.add(this);
    } else if (this.#due === 'no') {
      this.#due = 'gathered';
      this.#services.turn.gather(this);
    }
  }

  #queue(frame: OutFrame): void {
    this.#outbox = this.#outbox ? this.#outbox.with(frame) : FrameChain.of(frame);
  }

  flush(): void {
    this.#due = 'no';
    const frames = this.#outbox;
    if (!frames) return;
    this.#outbox = undefined;
    this.#connection.send(frames);
    const { limits, clock } = this.#services;
    const { buffered } = this.#connection;
    if (buffered > limits.bufferedBytes) this.close(CLOSE.slowReader, 'reads too slowly');
    else if (buffered > limits.pressureBytes) {
      if (!this.#backlog) this.#services.counters.backlogs++;
      this.#backlog ??= new Backlog(
        clock,
        () => this.#connection.buffered <= limits.relievedBytes,
        (held) => {
          this.#backlog = undefined;
          for (const frame of held) this.enqueue(frame);
        },
      );
    }
  }

  close(code: CloseCode, reason: string): void {
    if (this.#state.kind === 'closed') return;
    const frames = this.#outbox;
    this.#end(code);
    if (frames) this.#connection.send(frames);
    this.#connection.close(code, reason);
    this.#services.logger.info({ code, remote: this.#connection.remote }, 'connection closed by the relay');
  }

  #end(by: CloseCode | 'peer'): void {
    if (this.#state.kind === 'closed') return;
    this.#services.counters.closed(by);
    if (this.#state.kind === 'signed-in') this.#services.hub.detach(this.#state.caller);
    this.#state = CLOSED;
    this.#outbox = undefined;
    this.#backlog?.close();
    this.#cancelHandshake?.();
    this.#services.heartbeats.cancel(this);
    this.#services.ended(this);
  }

  /** Any frame, pings and pongs among them: each costs something, and each ping an answer. `false`: it was one too many. */
  #onFrame(): boolean {
    if (this.#state.kind === 'closed') return false;
    this.#lastSign = this.#services.clock.monotonic();
    if (this.#bucket.take()) return true;
    this.#services.counters.rateLimited['connection-frames']++;
    this.close(CLOSE.rateLimited, 'too many frames');
    return false;
  }

  binary(): void {
    this.close(CLOSE.badFrame, 'binary frame');
  }

  alive(): void {
    this.#onFrame();
  }

  closed(): void {
    this.#end('peer');
  }

  text(text: string): void {
    if (!this.#onFrame()) return;
    const decoded = decodeRequest(text);
    switch (decoded.kind) {
      case 'broken':
        this.close(CLOSE.badFrame, decoded.reason);
        break;
      case 'refused':
        this.#services.counters.commands.add(decoded.cmd, decoded.error.code);
        this.reply(encodeFailure(decoded.id, decoded.error));
        break;
      case 'request':
        this.#onRequest(decoded.request);
        break;
      default:
        assertNever(decoded);
    }
  }

  #onRequest(request: Request): void {
    if (this.#open >= this.#services.limits.requestsInFlight) {
      this.#services.counters.rateLimited['connection-requests']++;
      this.close(CLOSE.rateLimited, 'too many open requests');
      return;
    }
    this.#open++;
    if (acknowledged(this, this.#services, request)) return;
    const end = this.#services.requests.begin();
    void dispatch(this, this.#services, request).then(() => {
      this.#open--;
      end();
    });
  }

  /** The relay has an acknowledgement of this client's on disk. */
  stored(id: number): void {
    this.#open--;
    this.#services.counters.commands.add('receipt.report', 'ok');
    this.replyInPassing(encodeReply(id, 'receipt.report', {}));
  }

  /** An acknowledgement was not stored. */
  failed(id: number, error: AppError): void {
    this.#open--;
    this.#services.counters.commands.add('receipt.report', error.code);
    reportFailure(this.#services.logger, 'receipt.report', error);
    this.reply(encodeFailure(id, error));
  }

  #armHandshake(): void {
    const { clock, limits } = this.#services;
    this.#cancelHandshake = clock.schedule(limits.handshakeMs, () =>
      this.close(CLOSE.handshakeTimeout, 'not signed in in time'),
    );
  }

  beat(): void {
    const { clock, limits, heartbeats } = this.#services;
    if (clock.monotonic() - this.#lastSign >= 2 * limits.heartbeatMs) {
      this.close(CLOSE.heartbeatTimeout, 'no sign of life');
      return;
    }
    this.#connection.ping();
    heartbeats.arm(this);
  }
}
