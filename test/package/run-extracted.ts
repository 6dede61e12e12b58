import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.ts';

// Runs the main bundle of an archive that was taken apart, in the web host: `run-extracted.ts MAIN -- …` with the web host's arguments.
// Packages come from beside the bundle, because it lies where no other node_modules is around it.

const standIn = pathToFileURL(inRoot('src/webhost/electron/index.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});
const main = process.argv[2];
if (main === undefined) throw new Error('which bundle?');
createRequire(import.meta.url)(main);
