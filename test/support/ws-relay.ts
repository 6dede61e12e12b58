import { listenWs, type WsServer, type WsServerOptions } from '../../src/relay/transport/ws-server.ts';
import type { RelayDeps } from '../../src/relay/relay-deps.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { ProtocolClient } from './protocol-client.ts';
import { RelayWorld } from './relay-world.ts';

/** A relay in memory behind a real WebSocket server on a free loopback port. */
export class WsRelay {
  readonly world: RelayWorld;
  readonly server: WsServer;

  private constructor(world: RelayWorld, server: WsServer) {
    this.world = world;
    this.server = server;
  }

  static async start(
    deps: Partial<RelayDeps> = {},
    options: Partial<WsServerOptions> = {},
  ): Promise<WsRelay> {
    const world = new RelayWorld(deps);
    const server = await listenWs({
      host: '127.0.0.1',
      port: 0,
      onConnection: (connection) => world.relay.accept(connection),
      health: () => ({ ok: true, body: { status: 'ok' } }),
      clock: world.clock,
      logger: SILENT_LOGGER,
      ...options,
    });
    return new WsRelay(world, server);
  }

  connect(): Promise<ProtocolClient> {
    return ProtocolClient.connect(this.server.url);
  }

  async stop(): Promise<void> {
    await this.world.relay.close();
    await this.server.close(0);
  }
}
