import * as z from 'zod';

/** Where a proxy is, and by which protocol it is spoken to. */
export const ProxyAddress = z.object({
  /** HTTP by CONNECT, in the clear or by TLS, or SOCKS. */
  kind: z.enum(['http', 'https', 'socks4', 'socks5']),
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(/^[^\s/@]+$/),
  port: z.int().min(1).max(65_535),
  /** Whom the proxy knows us as. */
  user: z.string().trim().min(1).max(255).optional(),
});
export type ProxyAddress = z.infer<typeof ProxyAddress>;

/** How the client gets to relays that are not on this computer (C13). */
export const ProxySettings = z.discriminatedUnion('mode', [
  /** As the operating system says, scripts of its own included. */
  z.object({ mode: z.literal('system') }),
  z.object({ mode: z.literal('none') }),
  z.object({ mode: z.literal('manual'), proxy: ProxyAddress }),
  /** A PAC script decides. */
  z.object({ mode: z.literal('pac'), url: z.url({ protocol: /^https?$/ }).max(2_000) }),
]);
export type ProxySettings = z.infer<typeof ProxySettings>;
