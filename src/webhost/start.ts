import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Runs the built main bundle, unchanged, in plain Node: only the module called `electron` is another.
const standIn = pathToFileURL(join(import.meta.dirname, 'electron/index.ts')).href;

registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context);
  },
});

const main = join(import.meta.dirname, '../../out/main/index.cjs');
if (!existsSync(main)) {
  console.error('Yidu is not built yet. Run `npm run build`, or `npm start`, which builds by itself.');
  process.exit(1);
}

// Whoever started this process with a channel ends it by going away, also when it is killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

createRequire(import.meta.url)(main);
