import type { RelayConfig } from './relay-config.ts';

/** The settings as they may be shown: without passwords. */
export function printableConfig({ database, bus, ...config }: RelayConfig): RelayConfig {
  return {
    ...config,
    database: database && withoutPassword(database),
    bus: bus?.kind === 'nats' ? { ...bus, servers: bus.servers.map(withoutPassword) } : bus,
  };
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  // A password may stand here as well; what else does is how to connect, and is in the operator's own file.
  if (url.searchParams.has('password')) url.searchParams.set('password', '***');
  return url.href;
}
