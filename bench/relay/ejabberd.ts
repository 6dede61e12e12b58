import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChildServer } from './child-server.ts';
import { freePort } from './free-port.ts';
import type { Subject } from './subject.ts';
import { joinXmpp, XMPP_PASSWORD, xmppUser } from './xmpp-client.ts';

function configuration(port: number, folder: string): string {
  return `
loglevel: warning
hosts: [localhost]
auth_method: internal
auth_password_format: plain
disable_sasl_mechanisms: [x-oauth2, scram-sha-1, scram-sha-256, scram-sha-512, digest-md5]
sql_type: sqlite
sql_database: "${folder}/ejabberd.db"
default_db: mnesia
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    shaper: none
    access: all
modules:
  mod_muc:
    access: [allow]
    access_create: [allow]
    max_users: 20000
    max_users_admin_threshold: 20000
    min_message_interval: 0
    min_presence_interval: 0
    user_message_shaper: none
    user_presence_shaper: none
    room_shaper: none
    default_room_options:
      mam: true
      persistent: true
      max_users: 20000
  mod_mam:
    db_type: sql
    default: always
  mod_ping: {}
  mod_stream_mgmt:
    resend_on_timeout: if_offline
`;
}

/** In the foreground, without its service, epmd or cluster; one group chat with archive in SQLite. */
const server = (acknowledges: boolean): Subject => ({
  name: `ejabberd, group chat with archive, ${acknowledges ? 'acknowledged as it asks' : 'nothing acknowledged'}`,
  missing: () =>
    existsSync('/usr/sbin/ejabberdctl') ? undefined : 'not installed (Debian: ejabberd erlang-p1-sqlite3)',
  async start(members, cpu) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-ejabberd-'));
    const port = await freePort();
    const config = join(folder, 'ejabberd.yml');
    writeFileSync(config, configuration(port, folder));
    const register = `lists:foreach(fun(I) -> ok = ejabberd_auth:try_register(list_to_binary("${xmppUser(0).slice(0, -1)}" ++ integer_to_list(I)), <<"localhost">>, <<"${XMPP_PASSWORD}">>) end, lists:seq(0, ${members - 1}))`;
    const child = await startChildServer({
      command: [
        'erl',
        '-noinput',
        '-mnesia',
        'dir',
        `"${folder}/mnesia"`,
        '-eval',
        `{ok, _} = application:ensure_all_started(ejabberd), ${register}, io:format("ready~n").`,
      ],
      cpu,
      ready: /^ready$/m,
      timeoutMs: 60_000,
      cwd: folder,
      env: {
        EJABBERD_CONFIG_PATH: config,
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
        ERL_LIBS: '/usr/lib/x86_64-linux-gnu',
        HOME: folder,
      },
    });
    return {
      pids: [child.pid],
      join: (index, listener) => joinXmpp(port, index, listener, acknowledges),
      idle: (index) => joinXmpp(port, index),
      async stop() {
        await child.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

/** As Debian's configuration and the clients that people use have it: what has not arrived is known, and sent again. */
export const ejabberd = server(true);

/** What is under way on a connection that breaks is lost to its client. */
export const ejabberdUnacknowledged = server(false);
