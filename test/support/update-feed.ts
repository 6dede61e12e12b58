import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Release, signedStatement } from '../../scripts/packaging/statement.ts';
import { statementName } from '../../src/shared/update-manifest.ts';
import { createUpdateShelf } from '../../src/relay/updates/update-shelf.ts';
import { TLS_CERTIFICATE } from './tls-certificate.ts';

/** A folder of updates served as a relay serves it, and the key that signs them. */
export interface UpdateFeed {
  readonly url: string;
  readonly folder: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** Puts a file of these bytes there, and its signed statement. */
  publish(release: Partial<Release>, bytes: Buffer): string;
  /** Answers in the shelf's place from now on. */
  answerWith(listener: RequestListener): void;
  close(): Promise<void>;
}

/** `secure`: over TLS, with the tests' certificate. */
export async function startUpdateFeed(secure = false): Promise<UpdateFeed> {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-updates-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const shelf = createUpdateShelf(folder);
  const asked: string[] = [];
  const here = { text: '127.0.0.1', limitKey: undefined, isLocal: true, isSecure: false, token: undefined };
  let listener: RequestListener = (request, response) => shelf.answer(request, response, here);
  const answer: RequestListener = (request, response) => {
    asked.push(request.url ?? '');
    listener(request, response);
  };
  const server = secure ? createSecureServer(TLS_CERTIFICATE, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}/updates`,
    folder,
    privateKey,
    publicKey: createPublicKey(privateKey),
    asked,
    publish(release, bytes) {
      const file = join(folder, 'Yidu-next.AppImage');
      writeFileSync(file, bytes);
      const full = { target: 'linux-x64', version: '9.0.0', publishedAt: 1, rollout: 100, ...release };
      const statement = join(folder, statementName(full.target));
      writeFileSync(statement, JSON.stringify(signedStatement(full, file, privateKey)));
      return file;
    },
    answerWith(next) {
      listener = next;
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
