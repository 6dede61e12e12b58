import { DEFAULT_AUDIT_DAYS, MIN_AUDIT_DAYS } from '../../shared/admin/policies.ts';
import { DEFAULT_RELAY_PORT } from '../../shared/protocol/limits.ts';
import { DEFAULT_ACCOUNT_LIMITS } from '../session/account-budgets.ts';
import { DEFAULT_SESSION_LIMITS } from '../session/session-limits.ts';
import { DEFAULT_FILE_POLICY } from '../files/file-policy.ts';
import { DEFAULT_ADMISSION } from '../transport/admission.ts';
import { DRAIN_SECONDS } from './relay-config.ts';

const MB = 1024 * 1024;

/** What `--help` prints: every option with its default. */
export const HELP = `Usage: npm run relay -- [options]
       npm run relay -- admin COMMAND   (people, backups …: npm run relay -- admin --help)

Each option can also be set as an environment variable (--tls-key: YIDU_RELAY_TLS_KEY) or as a key of a JSON file
(--config). The command line wins over the environment, the environment over the file. An administrator can change the name,
registration, editing, receipts and retention while the relay runs, unless they are set here.

  --data FOLDER            where everything is stored (default ./yidu-relay)
  --database URL           keep the data in PostgreSQL 15 or later, postgres://user:password@host:5432/name, and not in a file
                           of the data folder; the database is there, the relay makes its tables. Set it in the environment
                           (YIDU_RELAY_DATABASE) or the file: other users of the machine see a command line
  --bus LIST               other nodes of this relay run on the same --database, and this one tells them what it does: postgres
                           (no further service), or servers of one NATS cluster, nats://user:password@host:4222 or tls://,
                           separated by commas (default none: the relay is alone)
  --bus-credentials FILE   of a user of NATS (.creds)
  --bus-ca FILE            authority that servers of NATS are checked by, PEM (default the system's)
  --drain-seconds N        when it ends, its clients are sent to the other nodes one after the other over so long, 0 to 300
                           (default ${DRAIN_SECONDS} with a bus, otherwise 0)
  --host ADDRESS           address to listen on (default 127.0.0.1: this machine only)
  --port NUMBER            port to listen on (default ${DEFAULT_RELAY_PORT}; 0 = any free one)
  --public-url URL         where people reach the relay, for the links of invites: https://chat.example.com behind a proxy or a
                           router (default: the address that it listens on, or the machine's first one in a network)
  --name TEXT              name that clients show (default "Yidu relay")
  --registration MODE      open, invite (with a code; the very first person needs none) or closed (default open)
  --tls auto               with a certificate that the relay makes itself and keeps in the data folder; what it prints at
                           the start (fingerprint, link) is what clients pin
  --announce MODE          on: clients on the local network find the relay by themselves (DNS-SD, UDP port 5353); needs
                           --tls auto and a --host that they reach; off (default off)
  --tls-key FILE           private key, PEM; together with --tls-cert
  --tls-cert FILE          certificate chain, PEM
  --origins LIST           web origins that may connect, separated by commas (default none)
  --trusted-proxies LIST   addresses and networks (10.0.0.0/8) of proxies whose X-Forwarded-For says where a client
                           is, separated by commas (default none: the header is not believed)
  --connections-per-address N  open connections of one address (default ${DEFAULT_ADMISSION.maxConnectionsPerAddress}); this and the next two do not
                           apply to clients on this machine
  --connections-per-minute N  new connections of one address (default ${DEFAULT_ADMISSION.connectionsPerMinute})
  --sign-ins-per-minute N  passwords and registrations from one address (default ${DEFAULT_SESSION_LIMITS.signInsPerMinute})
  --frames-per-second N    what one connection may send, sustained (default ${DEFAULT_SESSION_LIMITS.framesPerSecond})
  --commands-per-second N  what one person may ask for on all devices, sustained (default ${DEFAULT_ACCOUNT_LIMITS.commandsPerSecond})
  --messages-per-second N  of these, what writes to conversations (default ${DEFAULT_ACCOUNT_LIMITS.messagesPerSecond})
  --metrics MODE           local: /metrics answers who asks on this machine; off (default local)
  --metrics-token FILE     file with a token of 20 to 200 characters; /metrics then answers whoever brings it as
                           Authorization: Bearer, from anywhere, and nobody else
  --edit-window-hours N    how long people may edit and recall what they sent (default 24; 0 = never)
  --receipts POLICY        forced, off or by-conversation (default by-conversation)
  --read-times MODE        on: senders learn when their messages were read (default off)
  --receipt-retention-days N  receipts of older messages are removed (default 0: kept for ever)
  --audit-retention-days N  lines of the audit log are kept for so long (default ${DEFAULT_AUDIT_DAYS}; at least ${MIN_AUDIT_DAYS})
  --console MODE           on: administrators find the console at /console, over TLS or on this machine; off (default on)
  --backups FOLDER         where the console puts backups (default: the folder "backups" in the data folder)
  --updates FOLDER         signed updates of the client, served to anybody at /updates (default: the folder "updates" in the data
                           folder, if it is there)
  --files MODE             on, or off: no files and images (default on)
  --files-folder FOLDER    where files and unfinished uploads lie, a folder that all nodes of the relay have (default: the data
                           folder, which is one node's)
  --files-s3 URL           or they lie in a bucket of an S3-compatible store, https://s3.example.com:9000
  --files-s3-bucket NAME   this relay's alone; it is there already
  --files-s3-credentials FILE  two lines, the id of a key and its secret (default: the environment, YIDU_RELAY_FILES_S3_KEY_ID and
                           YIDU_RELAY_FILES_S3_SECRET)
  --files-s3-region NAME   region of the bucket (default us-east-1)
  --files-s3-address MODE  where the bucket's name stands in addresses: path or host (default path)
  --files-s3-ca FILE       authority that the store is checked by, PEM (default the system's)
  --files-s3-tls MODE      off: http:// also to a store on another machine (default on)
  --max-file-mb N          size of one file (default ${DEFAULT_FILE_POLICY.maxBytes / MB})
  --file-quota-mb N        size of all files of one person, unfinished uploads included (default ${DEFAULT_FILE_POLICY.quotaBytes / MB})
  --file-types LIST        kinds that are taken: image/*, application/pdf, .docx, separated by commas (default *: all)
  --file-types-denied LIST  kinds that are refused even so (default none)
  --callback-networks LIST  addresses and networks that callbacks may go to besides the public internet, and without TLS,
                           separated by commas (default none)
  --log-level LEVEL        debug, info, warn or error (default info)
  --config FILE            JSON file with these keys
  --check-config           check the settings, print them and exit
  --help                   print this and exit
`;
