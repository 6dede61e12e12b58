import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inRoot } from '../../scripts/paths.ts';
import { createHttpClient } from '../../src/main/net/http-client.ts';
import { findUpdate } from '../../src/main/updates/find-update.ts';
import { readUpdateKey } from '../../src/main/updates/read-statement.ts';
import { freePort } from '../support/free-port.ts';
import { startRelay } from '../support/processes.ts';

function sign(...args: readonly string[]): string {
  const script = inRoot('scripts/packaging/sign-update.ts');
  return execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' }).trim();
}

it('a key is made, a release signed with it, served by a relay that was not restarted, and found by a client', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-release-'));
  const port = await freePort();
  const relay = await startRelay(join(folder, 'data'), port);
  try {
    const key = readUpdateKey(sign('--new-key', join(folder, 'key.pem')));
    if (!key) throw new Error('no key was printed');
    expect(statSync(join(folder, 'key.pem')).mode & 0o077).toBe(0);
    // A key that signs what people have installed is not overwritten.
    expect(() => sign('--new-key', join(folder, 'key.pem'))).toThrow();
    const source = { url: `http://127.0.0.1:${port}/updates` };
    const deps = { httpFor: () => createHttpClient(), key, target: 'linux-x64' };
    expect(await findUpdate(deps, [source], AbortSignal.timeout(10_000))).toBeNull();

    mkdirSync(join(folder, 'data/updates'));
    const installer = join(folder, 'data/updates/Yidu-1.2.0-linux-x64.AppImage');
    writeFileSync(installer, 'a program');
    sign('--key', join(folder, 'key.pem'), '--target', 'linux-x64', '--release', '1.2.0', installer);
    const found = await findUpdate(deps, [source], AbortSignal.timeout(10_000));
    expect(found?.manifest).toMatchObject({ version: '1.2.0', rollout: 100, file: { bytes: 9 } });
    const file = await fetch(`${source.url}/${found?.manifest.file.name ?? ''}`);
    expect(await file.text()).toBe('a program');
  } finally {
    await relay.end();
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
