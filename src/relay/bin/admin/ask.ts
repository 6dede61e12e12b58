import { request as httpRequest } from 'node:http';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import {
  type OperationInput,
  type OperationName,
  OPERATIONS,
  type OperationResult,
} from '../../../shared/admin/operations.ts';
import { AppError, ErrorBody } from '../../../shared/errors.ts';
import { controlPath, OPERATOR_HEADER } from '../../console/control-server.ts';
import { DATABASE } from '../../backup/manifest.ts';
import { openStoppedRelay } from './stopped-relay.ts';

/** A relay, running or not, that does what the command line asks. */
export interface AskRelay {
  ask<N extends OperationName>(operation: N, args: OperationInput<N>): Promise<OperationResult<N>>;
  /** Whether the relay was running when it was reached. */
  readonly isRunning: boolean;
  close(): Promise<void>;
}

/** How long an operation may take: a backup copies everything. ms. */
const LIMIT_MS = 24 * 3_600_000;

const Answer = z.union([z.object({ ok: z.unknown() }), z.object({ error: ErrorBody })]);

/** Throws `not_found` where there is no data, and `store_failed` where another program has it and does not answer. */
export async function reachRelay(dataFolder: string, storageWorkerPath: string): Promise<AskRelay> {
  const path = controlPath(dataFolder);
  const operator = operatorName();
  if (path !== undefined && (await answers(path))) {
    return {
      isRunning: true,
      ask: async (operation, args) => parsed(operation, await post(path, operation, operator, args)),
      close: () => Promise.resolve(),
    };
  }
  if (!existsSync(join(dataFolder, DATABASE))) {
    throw new AppError('not_found', `${dataFolder} holds no data of a relay; --data names the folder`);
  }
  const relay = await openStoppedRelay(dataFolder, storageWorkerPath);
  const actor = { origin: 'command-line', user: null, operator, address: null } as const;
  return {
    isRunning: false,
    ask: async (operation, args) => parsed(operation, await relay.desk.run(actor, operation, args)),
    close: () => relay.close(),
  };
}

function parsed<N extends OperationName>(operation: N, result: unknown): OperationResult<N> {
  // The schema of the name; TypeScript does not follow a generic one.
  return OPERATIONS[operation].result.parse(result) as OperationResult<N>;
}

/** Whether a relay listens at the path. */
async function answers(path: string): Promise<boolean> {
  try {
    await post(path, 'overview.get', '', {});
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(code)) return false;
    throw error;
  }
}

function post(path: string, operation: OperationName, operator: string, args: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', [OPERATOR_HEADER]: operator };
    const sent = httpRequest(
      { socketPath: path, path: `/${operation}`, method: 'POST', headers, timeout: LIMIT_MS },
      (response) => {
        text(response)
          .then((body) => {
            const answer = Answer.parse(JSON.parse(body));
            if ('error' in answer) throw AppError.fromBody(answer.error);
            return answer.ok;
          })
          .then(resolve, reject);
      },
    );
    sent.once('timeout', () => sent.destroy(new AppError('timeout', 'the relay does not answer')));
    sent.once('error', reject);
    sent.end(JSON.stringify(args));
  });
}

function operatorName(): string {
  try {
    // A header takes no other characters.
    return encodeURIComponent(userInfo().username);
  } catch {
    return 'unknown';
  }
}
