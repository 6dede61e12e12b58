import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { statementName } from '../../src/shared/update-manifest.ts';
import { readSigningKey, signedStatement } from './statement.ts';

const HELP = `node scripts/packaging/sign-update.ts --key FILE --target T --release V [--rollout N] INSTALLER
node scripts/packaging/sign-update.ts --new-key FILE
  --new-key FILE   makes a key, keeps its secret half in FILE and prints the public one, for YIDU_UPDATE_KEY
  --key FILE       signs with this key
  --target T       linux-x64, linux-arm64, win32-x64 or darwin-universal
  --release V      the version of the installer
  --rollout N      percent of the installations that take it (default 100)
Writes the statement beside the installer; both go into a relay's "updates" folder. docs/updates.md explains.`;

function run(args: readonly string[]): void {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { key: text, 'new-key': text, target: text, release: text, rollout: text },
  });
  const fresh = values['new-key'];
  if (fresh !== undefined) {
    const { privateKey } = generateKeyPairSync('ed25519');
    // `wx`: a key that is there signs what people have installed.
    writeFileSync(fresh, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    console.log(spki.toString('base64'));
    return;
  }
  const { key, target, release, rollout = '100' } = values;
  const [installer] = positionals;
  if (key === undefined || target === undefined || release === undefined || installer === undefined) {
    console.log(HELP);
    process.exitCode = 2;
    return;
  }
  const statement = signedStatement(
    { target, version: release, publishedAt: Date.now(), rollout: Number(rollout) },
    installer,
    readSigningKey(readFileSync(key, 'utf8')),
  );
  const file = join(dirname(installer), statementName(target));
  writeFileSync(file, `${JSON.stringify(statement, null, 2)}\n`);
  console.log(file);
}

run(process.argv.slice(2));
