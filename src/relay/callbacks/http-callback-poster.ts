import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { CallableAddresses } from './callable-addresses.ts';
import type { CallbackAnswer, CallbackPoster, CallbackRequest } from './callback-poster.ts';

/** All addresses of a name. Rejects where there is none. */
export type LookUp = (name: string) => Promise<readonly string[]>;

/** More than that the relay reads of no answer's head; of its body it reads nothing. */
const HEADER_BYTES = 16 * 1024;

/**
 * Posts over HTTP. Every address of the receiver's name must be one that may be called, and the connection goes to one of those
 * that were checked: what the name says a moment later does not matter. Node follows no redirects by itself, and nothing of an
 * answer but its status is read. A library for fetching would resolve names by itself.
 */
export class HttpCallbackPoster implements CallbackPoster {
  readonly #addresses: CallableAddresses;
  readonly #lookUp: LookUp;

  constructor(addresses: CallableAddresses, lookUp: LookUp) {
    this.#addresses = addresses;
    this.#lookUp = lookUp;
  }

  refusal(text: string): string | undefined {
    const url = new URL(text);
    const host = hostOf(url);
    if (isIP(host) === 0) return undefined;
    return this.#mayCall(url, [host]) ? undefined : 'an address that callbacks may not go to';
  }

  async post(request: CallbackRequest, signal: AbortSignal): Promise<CallbackAnswer> {
    const url = new URL(request.url);
    const host = hostOf(url);
    let addresses: readonly string[];
    try {
      addresses = isIP(host) === 0 ? await untilAborted(this.#lookUp(host), signal) : [host];
    } catch {
      return { problem: signal.aborted ? 'timeout' : 'name' };
    }
    if (!this.#mayCall(url, addresses)) return { problem: 'address' };
    return send(url, addresses, request, signal);
  }

  /** Unencrypted only where the configuration says that the network is the relay's own. */
  #mayCall({ protocol }: URL, addresses: readonly string[]): boolean {
    if (addresses.length === 0) return false;
    return addresses.every((address) =>
      protocol === 'https:' ? this.#addresses.mayCall(address) : this.#addresses.isNamed(address),
    );
  }
}

function send(
  url: URL,
  addresses: readonly string[],
  { headers, body }: CallbackRequest,
  signal: AbortSignal,
): Promise<CallbackAnswer> {
  const [address = ''] = addresses;
  const family = isIP(address);
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    // A connection of its own for each: none that was checked for something else.
    agent: false,
    maxHeaderSize: HEADER_BYTES,
    signal,
    // The name stays for TLS and `Host`.
    lookup: (_name, { all }, found) => {
      if (all)
        found(
          null,
          addresses.map((one) => ({ address: one, family: isIP(one) })),
        );
      else found(null, address, family);
    },
  };
  return new Promise((resolve) => {
    const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      resolve({ status: response.statusCode ?? 0 });
      response.destroy();
    });
    sent.on('error', (error) => resolve({ problem: signal.aborted ? 'timeout' : problemOf(error) }));
    sent.end(body);
  });
}

function problemOf(error: Error): 'certificate' | 'connection' {
  const code = 'code' in error ? String(error.code) : '';
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code) ? 'certificate' : 'connection';
}

/** Without the brackets of IPv6. WHATWG's parser has made addresses in numbers of any base and length plain already. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
