import { buildIfNeeded } from './build.ts';
import { chooseHost, type Wish } from './choose-host.ts';
import { end, ended, startClient } from './client-process.ts';
import { startDemo } from './demo/demo.ts';

const HELP = `npm start -- [options]
  --electron        run in Electron or not at all
  --web             run in the web host
  --no-window       web host: print the address instead of opening a window
  --profile <dir>   keep everything in this folder
  --demo            a populated workspace with two signed-in clients, in .yidu-demo/`;

async function start(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const wish: Wish = args.includes('--electron') ? 'electron' : args.includes('--web') ? 'web' : 'any';
  const rest = args.filter((argument) => !['--electron', '--web', '--demo'].includes(argument));
  buildIfNeeded();
  const host = await chooseHost(wish);
  console.log(`Yidu runs in ${host.kind === 'web' ? 'the web host' : 'Electron'}: ${host.why}.`);

  const started = args.includes('--demo') ? await startDemo(host, rest) : plainClient();

  function plainClient() {
    const client = startClient(host, rest);
    return { done: ended(client), stop: () => end(client) };
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void started.stop());
  const code = await started.done;
  await started.stop();
  return code;
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
