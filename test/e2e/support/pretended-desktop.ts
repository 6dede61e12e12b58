import type { Page, WebSocketRoute } from '@playwright/test';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../../src/shared/ipc/channels.ts';
import { DesktopState } from '../../../src/shared/ipc/views.ts';
import { FromPage, PATHS, type ToPage } from '../../../src/webhost/wire.ts';

/**
 * Loads the page of the web host anew, on a desktop that is said to have all of this; everything else is the web host's. So the
 * settings that it hides can be looked at. In Electron it does nothing but load: what its desktop has is there.
 */
export async function pretendDesktop(page: Page, desktop: DesktopState): Promise<void> {
  await page.routeWebSocket(
    ({ pathname }) => pathname === PATHS.socket,
    (socket) => between(socket, desktop),
  );
  await page.reload();
}

function between(socket: WebSocketRoute, first: DesktopState): void {
  let desktop = first;
  const asked = new Set<number>();
  const host = socket.connectToServer();
  socket.onMessage((data) => {
    const message = FromPage.safeParse(JSON.parse(data.toString()));
    if (message.data?.type === 'invoke' && message.data.channel === REQUEST_CHANNEL) {
      const [name, input] = message.data.args;
      if (name === 'desktop.get' || name === 'desktop.launchAtLogin') asked.add(message.data.id);
      if (name === 'desktop.launchAtLogin')
        desktop = DesktopState.parse({ ...desktop, launchAtLogin: (input as { on: boolean }).on });
    }
    host.send(data);
  });
  host.onMessage((data) => {
    const message = JSON.parse(data.toString()) as ToPage;
    if (message.type === 'reply' && asked.delete(message.id))
      socket.send(JSON.stringify({ ...message, value: { ok: true, value: desktop } }));
    else if (
      message.type === 'event' &&
      message.channel === EVENT_CHANNEL &&
      message.args[0] === 'desktop.changed'
    )
      socket.send(JSON.stringify({ ...message, args: ['desktop.changed', desktop] }));
    else socket.send(data);
  });
}

/** Everything that a desktop can have. */
export const WHOLE_DESKTOP: DesktopState = {
  notifications: true,
  tray: true,
  launchAtLogin: false,
  shortcut: 'held',
  spelling: ['en-GB', 'en-US', 'de', 'fr'],
};
