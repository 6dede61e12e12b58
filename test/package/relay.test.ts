import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageRelay } from '../../scripts/packaging/relay-package.ts';
import { inRoot } from '../../scripts/paths.ts';
import { readUnit } from './unit-process.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-relay-package-'));
  await stageRelay(join(folder, 'relay'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('the relay as it is packaged', () => {
  it('runs by itself, and brings nothing that does not run', () => {
    const { status, stdout } = spawnSync(join(folder, 'relay/yidu-relay'), ['--check-config'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('"port": 7480');
    const files = readdirSync(join(folder, 'relay'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => /\.(?:c|cc|cpp|h|hpp|gyp|gypi|ts|map)$/.test(path))).toEqual([]);
    expect(files.filter((path) => path.endsWith('.node'))).toEqual([
      `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
    ]);
    // The client's store, updater and page are the client's.
    expect(files.filter((path) => /multiple-ciphers|electron|out\/renderer|store-worker/.test(path))).toEqual(
      [],
    );
  });

  it('has maintainer scripts that parse, and a unit that takes all rights away', () => {
    for (const script of ['postinst', 'prerm', 'postrm', 'yidu-relay', 'run.sh'])
      expect(spawnSync('sh', ['-n', inRoot('packaging/relay', script)]).status, script).toBe(0);
    const unit = readUnit(inRoot('packaging/relay/yidu-relay.service'));
    const wanted = {
      User: 'yidu-relay',
      NoNewPrivileges: 'yes',
      CapabilityBoundingSet: '',
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
      PrivateDevices: 'yes',
      RestrictNamespaces: 'yes',
      StateDirectoryMode: '0700',
      UMask: '0077',
    };
    for (const [name, value] of Object.entries(wanted)) expect(unit.get(name), name).toEqual([value]);
    expect(unit.get('SystemCallFilter')).toEqual(['@system-service', '~@privileged @resources']);
  });

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)(
    'is judged well by systemd itself',
    () => {
      const { stdout } = spawnSync(
        'systemd-analyze',
        ['security', '--offline=yes', '--no-pager', inRoot('packaging/relay/yidu-relay.service')],
        { encoding: 'utf8' },
      );
      const exposure = Number(/Overall exposure level for .*: ([\d.]+)/.exec(stdout)?.[1]);
      expect(exposure).toBeLessThanOrEqual(1.5);
    },
  );

  it('has the settings of the command line in its unit and its container', () => {
    expect(readFileSync(inRoot('packaging/relay/Containerfile'), 'utf8')).toContain('YIDU_RELAY_TLS=auto');
    const flags = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as { scripts: { relay: string } };
    const runs = readFileSync(inRoot('packaging/relay/run.sh'), 'utf8');
    for (const flag of flags.scripts.relay.match(/--[a-z0-9-]+=\d+/g) ?? []) expect(runs).toContain(flag);
  });
});
