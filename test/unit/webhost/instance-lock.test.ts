import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimFolder } from '../../../src/webhost/instance-lock.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'yidu-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const MODULE = join(import.meta.dirname, '../../../src/webhost/instance-lock.ts');

/** In a process of its own, which ends without releasing anything. */
function claimElsewhere(): string {
  const script = `import { claimFolder } from ${JSON.stringify(MODULE)};
    process.stdout.write(claimFolder(${JSON.stringify(folder)}, {}) ? 'got it' : 'taken'); process.exit(0);`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

it('belongs to one process, and to the next when that has ended in any way', () => {
  expect(claimElsewhere()).toBe('got it');
  const lock = claimFolder(folder, {});
  expect(lock).toBeDefined();
  expect(claimElsewhere()).toBe('taken');
  lock?.release();
  expect(claimElsewhere()).toBe('got it');
});

it('rings the process that has it, and gives what it was given', async () => {
  const link = `yidu://open/x"'\u2028\`$`;
  const lock = claimFolder(folder, {});
  const rung = new Promise<string | undefined>((resolve) => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.end();
        server.close();
        resolve(`${request.method} ${body}`);
      });
    }).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      lock?.publish(`http://127.0.0.1:${port}/`);
      if (process.platform !== 'win32') {
        expect(statSync(join(folder, 'webhost.address')).mode & 0o777).toBe(0o600);
      }
      // Not synchronously: this process must answer the bell.
      void import('node:child_process').then(({ execFile }) =>
        execFile(process.execPath, [
          '--input-type=module',
          '-e',
          `import { claimFolder } from ${JSON.stringify(MODULE)}; claimFolder(${JSON.stringify(folder)}, ${JSON.stringify({ link })});`,
        ]),
      );
    });
  });
  expect(await rung).toBe(`POST ${JSON.stringify({ link })}`);
  lock?.release();
});
