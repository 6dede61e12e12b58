import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../../src/relay/bin/command-line.ts';
import { ConfigError } from '../../../../src/relay/bin/config-error.ts';
import { printableConfig } from '../../../../src/relay/bin/printable-config.ts';
import { HELP } from '../../../../src/relay/bin/relay-help.ts';
import { readS3Credentials } from '../../../../src/relay/bin/s3-credentials.ts';
import { KEYS } from '../../../../src/relay/bin/relay-settings.ts';

function configFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'yidu-config-')), 'relay.json');
  writeFileSync(file, text);
  return file;
}

function catchError(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('relay config', () => {
  it('listens on this machine only, port 7480, registration open, unless told otherwise', () => {
    expect(readCommandLine([], {})).toEqual({
      kind: 'run',
      config: {
        dataFolder: './yidu-relay',
        host: '127.0.0.1',
        port: 7480,
        trustedProxies: [],
        callbackNetworks: [],
        limits: {
          connectionsPerAddress: 1_024,
          connectionsPerMinute: 600,
          signInsPerMinute: 60,
          framesPerSecond: 200,
          commandsPerSecond: 400,
          messagesPerSecond: 50,
        },
        metrics: 'local',
        metricsTokenFile: undefined,
        name: 'Yidu relay',
        registration: 'open',
        tls: undefined,
        announce: false,
        allowedOrigins: [],
        editWindowMs: 86_400_000,
        receipts: { policy: 'by-conversation', readTimes: false, retentionDays: 0 },
        auditRetentionDays: 365,
        fixed: {},
        console: 'on',
        backupFolder: 'yidu-relay/backups',
        updateFolder: 'yidu-relay/updates',
        files: { maxBytes: 4_294_967_296, quotaBytes: 21_474_836_480, allowed: ['*'], denied: [] },
        drainMs: 0,
        logLevel: 'info',
      },
    });
  });

  it('reads how receipts are kept', () => {
    const args = ['--receipts', 'forced', '--read-times', 'on', '--receipt-retention-days', '90'];
    expect(readCommandLine(args, {})).toMatchObject({
      config: { receipts: { policy: 'forced', readTimes: true, retentionDays: 90 } },
    });
    expect(() => readCommandLine(['--receipts', 'maybe'], {})).toThrow(/receipts/);
    expect(() => readCommandLine([], { YIDU_RELAY_RECEIPT_RETENTION_DAYS: '-1' })).toThrow(/retention/);
  });

  it('fixes for administrators what it was told, in whatever way, and nothing else', () => {
    const args = ['--registration', 'closed', '--read-times', 'off', '--edit-window-hours', '2'];
    expect(readCommandLine(args, { YIDU_RELAY_AUDIT_RETENTION_DAYS: '90' })).toMatchObject({
      config: {
        auditRetentionDays: 90,
        fixed: { registration: 'closed', readTimes: false, editWindowHours: 2, auditRetentionDays: 90 },
      },
    });
    expect(() => readCommandLine(['--audit-retention-days', '29'], {})).toThrow(/audit-retention-days/);
  });

  it('[FIL-3] reads which files are taken', () => {
    const args = ['--max-file-mb', '10', '--file-types', 'image/*, .pdf', '--file-types-denied', '.exe'];
    expect(readCommandLine(args, { YIDU_RELAY_FILE_QUOTA_MB: '100' })).toMatchObject({
      config: {
        files: {
          maxBytes: 10_485_760,
          quotaBytes: 104_857_600,
          allowed: ['image/*', '.pdf'],
          denied: ['.exe'],
        },
      },
    });
    expect(readCommandLine(['--files', 'off'], {})).toMatchObject({ config: { files: undefined } });
    expect(() => readCommandLine(['--file-types', 'pictures'], {})).toThrow(/file-types/);
    expect(() => readCommandLine(['--max-file-mb', '999999'], {})).toThrow(/max-file-mb/);
  });

  it('reads where files lie that several nodes share', () => {
    const config = (...args: string[]) => readCommandLine(args, { YIDU_RELAY_FILES_FOLDER: '/srv/files' });
    expect(config()).toMatchObject({ config: { sharedFiles: { kind: 'folder', folder: '/srv/files' } } });
    expect(config('--files', 'off')).toMatchObject({ config: { sharedFiles: undefined } });
  });

  it('reads which bucket files lie in, over TLS, and takes what opens it from a file or the environment only', () => {
    const read = (...args: string[]) => readCommandLine(['--files-s3-bucket', 'yidu', ...args], {});
    const at =
      (url: string, ...args: string[]) =>
      () =>
        read('--files-s3', url, ...args);
    const sharedFiles = {
      kind: 's3',
      endpoint: 'https://s3.example.com:9000',
      bucket: 'yidu',
      region: 'us-east-1',
      pathStyle: true,
      credentialsFile: undefined,
    };
    expect(at('https://s3.example.com:9000')()).toMatchObject({ config: { sharedFiles } });
    for (const url of ['http://127.0.0.1:9000', 'http://[::1]:9000', 'http://localhost']) at(url)();
    at('http://store.local', '--files-s3-tls', 'off')();
    expect(at('http://store.local')).toThrow('files-s3: without TLS only to this machine');
    for (const url of ['https://id:secret@s3.example.com', 'https://s3.example.com/bucket', 'ftp://x', 'x']) {
      expect(catchError(at(url))).toBeInstanceOf(ConfigError);
    }
    expect(catchError(at('https://s3.example.com', '--files-folder', '/srv'))).toBeInstanceOf(ConfigError);
    expect(() => read()).toThrow('files-s3 and files-s3-bucket go together');

    const env = { YIDU_RELAY_FILES_S3_KEY_ID: 'id', YIDU_RELAY_FILES_S3_SECRET: 's3cret' };
    const credentials = (text?: string, of: Record<string, string> = {}) =>
      readS3Credentials(text === undefined ? undefined : '/etc/s3', of, () => text ?? '');
    expect(credentials(undefined, env)).toEqual({ keyId: 'id', secret: 's3cret' });
    expect(credentials('id\r\ns3cret\n')).toEqual({ keyId: 'id', secret: 's3cret' });
    expect(() => credentials()).toThrow('needs files-s3-credentials');
    for (const text of ['', 'id', 'id\ns3 cret', 'id\ns3cret\nmore']) {
      const refused = catchError(() => credentials(text));
      expect(refused).toBeInstanceOf(ConfigError);
      expect(String(refused)).not.toMatch(/s3.?cret/);
    }
  });

  it('[MSG-2] reads for how long people may edit and recall', () => {
    const args = (hours: string) => ['--edit-window-hours', hours];
    expect(readCommandLine(args('0.5'), {})).toMatchObject({ config: { editWindowMs: 1_800_000 } });
    expect(readCommandLine(args('0'), {})).toMatchObject({ config: { editWindowMs: 0 } });
    expect(() => readCommandLine(args('-1'), {})).toThrow(/edit-window-hours/);
  });

  it('reads limits, proxies and who may read the metrics', () => {
    const args = [
      '--trusted-proxies',
      '127.0.0.1, 10.0.0.0/8',
      '--messages-per-second',
      '5',
      '--metrics',
      'off',
    ];
    const env = { YIDU_RELAY_SIGN_INS_PER_MINUTE: '7', YIDU_RELAY_METRICS_TOKEN: 'token.txt' };
    expect(readCommandLine(args, env)).toMatchObject({
      config: {
        trustedProxies: ['127.0.0.1', '10.0.0.0/8'],
        limits: { messagesPerSecond: 5, signInsPerMinute: 7, commandsPerSecond: 400 },
        metrics: 'off',
        metricsTokenFile: 'token.txt',
      },
    });
    const file = configFile('{"trusted-proxies": ["::1"], "commands-per-second": 9}');
    expect(readCommandLine(['--config', file], {})).toMatchObject({
      config: { trustedProxies: ['::1'], limits: { commandsPerSecond: 9 } },
    });
  });

  it.each([
    ['https://chat.example.com', 'wss://chat.example.com:443'],
    ['wss://chat.example.com:7480/', 'wss://chat.example.com:7480'],
    ['http://10.0.0.7', 'ws://10.0.0.7:80'],
    ['wss://[2001:DB8::1]:9', 'wss://[2001:db8::1]:9'],
  ])('reads where people reach it: %s', (given, publicUrl) => {
    expect(readCommandLine(['--public-url', given], {})).toMatchObject({ config: { publicUrl } });
  });

  it('[CON-9] has clients leave over five seconds where there are other nodes, unless told otherwise', () => {
    const nodes = ['--database', 'postgres://u:p@h/n', '--bus', 'postgres'];
    const drain = (...args: readonly string[]) => readCommandLine(args, {});
    expect(drain(...nodes)).toMatchObject({ config: { drainMs: 5_000 } });
    expect(drain(...nodes, '--drain-seconds', '0')).toMatchObject({ config: { drainMs: 0 } });
    expect(drain('--drain-seconds', '60')).toMatchObject({ config: { drainMs: 60_000 } });
    expect(catchError(() => drain('--drain-seconds', '301'))).toBeInstanceOf(ConfigError);
  });

  it('[SES-10] reads who may register', () => {
    for (const registration of ['open', 'invite', 'closed']) {
      expect(readCommandLine(['--registration', registration], {})).toMatchObject({
        config: { registration },
      });
    }
    expect(HELP).toContain('the very first person needs none');
  });

  it('prefers the command line to the environment, and that to the file', () => {
    const file = configFile('{"port": 1, "name": "file", "host": "::1", "origins": ["https://a.example"]}');
    const env = { YIDU_RELAY_PORT: '2', YIDU_RELAY_NAME: 'env', OTHER: 'x' };
    const read = readCommandLine(['--config', file, '--port', '3'], env);
    expect(read).toMatchObject({
      config: { port: 3, name: 'env', host: '::1', allowedOrigins: ['https://a.example'] },
    });
  });

  it.each([
    [['--port', '99999'], {}, 'port:'],
    [['--port', 'many'], {}, 'port:'],
    [[], { YIDU_RELAY_REGISTRATION: 'maybe' }, 'registration:'],
    [['--tls-key', 'key.pem'], {}, 'tls-key:'],
    [['--tls', 'maybe'], {}, 'tls: is nothing but auto'],
    [['--tls', 'auto', '--tls-key', 'key.pem', '--tls-cert', 'cert.pem'], {}, 'tls: either auto'],
    [['--announce', 'on', '--host', '0.0.0.0'], {}, 'announce: needs tls auto'],
    [['--announce', 'on', '--tls', 'auto'], {}, 'announce: needs a host'],
    [['--origins', 'https://a.example, nonsense'], {}, 'origins.1:'],
    [['--public-url', 'chat.example.com'], {}, 'public-url:'],
    [['--public-url', 'https://chat.example.com/chat'], {}, 'public-url: is no address'],
    [['--public-url', 'https://a:b@chat.example.com'], {}, 'public-url: is no address'],
    [['--public-url', 'javascript://x'], {}, 'public-url:'],
    [['--nmae', 'x'], {}, '--nmae'],
    [['--messages-per-second', '0'], {}, 'messages-per-second:'],
    [['--commands-per-second', '1.5'], {}, 'commands-per-second:'],
    [['--connections-per-minute', 'fast'], {}, 'connections-per-minute:'],
    [[], { YIDU_RELAY_CONNECTIONS_PER_ADDRESS: '-1' }, 'connections-per-address:'],
    [['--sign-ins-per-minute', ''], {}, 'sign-ins-per-minute:'],
    [['--trusted-proxies', '10.0.0.1,proxy.example'], {}, 'trusted-proxies.1:'],
    [['--metrics', 'everybody'], {}, 'metrics:'],
    [['--config', '/does/not/exist'], {}, 'config:'],
  ] as const)('names the setting that cannot be used: %j %j', (args, env, named) => {
    expect(() => readCommandLine(args, env)).toThrow(named);
  });

  it('refuses keys of a file that it does not know', () => {
    expect(() => readCommandLine(['--config', configFile('{"prot": 1}')], {})).toThrow('prot');
    expect(() => readCommandLine(['--config', configFile('[1]')], {})).toThrow('config:');
  });

  it('takes the address of a PostgreSQL database from anywhere, and shows it without its password', () => {
    const url = 'postgres://relay:sesame@db.example.com:5432/yidu';
    const command = readCommandLine([], { YIDU_RELAY_DATABASE: url });
    if (command.kind === 'help') throw new Error('asked for help');
    expect(command.config.database).toBe(url);
    expect(JSON.stringify(printableConfig(command.config))).not.toContain('sesame');
    for (const refused of ['mysql://db/yidu', 'postgres://relay:sesame@db', 'sesame']) {
      const refusal = catchError(() => readCommandLine(['--database', refused], {}));
      expect(refusal).toBeInstanceOf(ConfigError);
      expect(String(refusal)).toContain('database: is no address');
      expect(String(refusal)).not.toContain('sesame');
    }
  });

  it('checks without running, and explains every option', () => {
    expect(readCommandLine(['--check-config'], {}).kind).toBe('check');
    expect(readCommandLine(['--help', '--port', 'x'], {})).toEqual({ kind: 'help' });
    for (const key of [...KEYS, 'config']) {
      expect(HELP).toContain(`--${key} `);
    }
  });
});
