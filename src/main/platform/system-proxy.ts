import { session } from 'electron';

let asked: string | undefined;

/**
 * Which proxies the operating system's settings, or a PAC script if given, name for a URL: `PROXY host:port; DIRECT`. Chromium
 * fetches and runs scripts in a process of its own.
 */
export async function resolveProxy(url: string, script: string | undefined): Promise<string> {
  const { defaultSession } = session;
  const wanted = script ?? 'system';
  if (asked !== wanted) {
    // Only asked for answers: the page itself loads nothing from the network.
    await defaultSession.setProxy(
      script === undefined ? { mode: 'system' } : { mode: 'pac_script', pacScript: script },
    );
    asked = wanted;
  }
  // Scripts know http and https; what they say of these holds for sockets.
  return defaultSession.resolveProxy(url.replace(/^ws/, 'http'));
}
