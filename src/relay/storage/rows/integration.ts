import * as z from 'zod';
import type { CallbackId, ConversationId, HookId, UserId } from '../../../shared/model/ids.ts';
import { CallbackKind, DeliveryProblem } from '../../../shared/model/integration.ts';
import type { LoggedDelivery, StoredCallback } from '../integration-port.ts';

export interface NewHookRow {
  readonly id: HookId;
  readonly tokenHash: string;
  readonly bot: number;
  readonly conversation: number;
  readonly label: string;
  readonly createdAt: number;
}

export interface NewCallbackRow {
  readonly id: CallbackId;
  readonly bot: number;
  readonly url: string;
  readonly secret: string;
  readonly kinds: readonly CallbackKind[];
  readonly createdAt: number;
}

export interface CallbackRow extends Omit<StoredCallback, 'kinds'> {
  /** JSON. */
  readonly kinds: string;
}

const Kinds = z.string().transform((text) => z.array(CallbackKind).parse(JSON.parse(text)));

/** Throws a ZodError where the row is of a later version. */
export function toCallback(row: CallbackRow): StoredCallback {
  return { ...row, kinds: Kinds.parse(row.kinds) };
}

/** A callback that is told of what a delivery is about. */
export interface Listener {
  readonly key: number;
  readonly bot: number;
  readonly user: UserId;
  readonly waiting: number;
}

export interface NewDeliveryRow {
  readonly kind: CallbackKind;
  readonly conversation: number | null;
  readonly channel: number | null;
  readonly seq: number;
  readonly at: number;
}

/** A delivery that waits. */
export interface DeliveryRow {
  readonly id: string;
  readonly kind: CallbackKind;
  readonly conversation: ConversationId | null;
  readonly channel: number | null;
  readonly seq: number;
  readonly at: number;
  readonly attempts: number;
  readonly nextAt: number;
}

/** A delivery as the log has it. */
export interface LogRow {
  readonly id: string;
  readonly cursor: number;
  readonly kind: string;
  readonly at: number;
  readonly attempts: number;
  readonly status: number | null;
  readonly problem: string | null;
  readonly settledAt: number | null;
  readonly nextAt: number | null;
}

/** Throws a ZodError where the row is of a later version. */
export function toLogged({ kind, problem, ...row }: LogRow): LoggedDelivery {
  const known = DeliveryProblem.nullable().parse(problem);
  const state = row.nextAt !== null ? 'waiting' : known === null ? 'delivered' : 'failed';
  return { ...row, kind: CallbackKind.parse(kind), problem: known, state };
}
