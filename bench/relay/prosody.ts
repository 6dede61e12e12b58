import { existsSync, mkdirSync, mkdtempSync, chownSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChildServer } from './child-server.ts';
import { freePort } from './free-port.ts';
import type { Subject } from './subject.ts';
import { joinXmpp, XMPP_PASSWORD, xmppUser } from './xmpp-client.ts';

const NOBODY = 65_534;

function configuration(port: number, folder: string): string {
  return `
daemonize = false
run_as_root = false
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
log = { { levels = { min = "warn" }, to = "console" }, { levels = { "info" }, to = "console", timestamps = false } }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
s2s_ports = { }
component_ports = { }
http_ports = { }
https_ports = { }
modules_enabled = { "saslauth", "disco", "ping", "smacks" }
modules_disabled = { "s2s", "tls", "offline" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = { accounts = "internal", muc_log = "sql"; archive = "sql" }
sql = { driver = "SQLite3", database = "${folder}/prosody.sqlite" }
default_storage = "internal"
VirtualHost "localhost"
Component "conference.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_by_default = true
`;
}

/** In the foreground; one group chat with archive in SQLite. What arrives is acknowledged, as Debian's configuration has it. */
export const prosody: Subject = {
  name: 'prosody, group chat with archive, acknowledged as it asks',
  missing: () =>
    existsSync('/usr/bin/prosody') ? undefined : 'not installed (Debian: prosody lua-dbi-sqlite3)',
  async start(members, cpu) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-prosody-'));
    const port = await freePort();
    const accounts = join(folder, 'data', 'localhost', 'accounts');
    mkdirSync(accounts, { recursive: true });
    for (let index = 0; index < members; index++)
      writeFileSync(
        join(accounts, `${xmppUser(index)}.dat`),
        `return { ["password"] = "${XMPP_PASSWORD}"; };\n`,
      );
    const config = join(folder, 'prosody.cfg.lua');
    writeFileSync(config, configuration(port, folder));
    // prosody refuses to run as root.
    for (const path of [folder, join(folder, 'data'), join(folder, 'data', 'localhost'), accounts])
      chownSync(path, NOBODY, NOBODY);
    const server = await startChildServer({
      command: ['prosody', '--config', config, '-F'],
      cpu,
      uid: NOBODY,
      cwd: folder,
      ready: /Activated service 'c2s'/,
      timeoutMs: 30_000,
    });
    return {
      pids: [server.pid],
      join: (index, listener) => joinXmpp(port, index, listener, true),
      idle: (index) => joinXmpp(port, index),
      async stop() {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
