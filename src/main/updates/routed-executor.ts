import {
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  configureRequestOptions,
  configureRequestUrl,
  type DownloadOptions,
  HttpExecutor,
} from 'builder-util-runtime';
import { type LinkOptions, openLink } from '../net/relay-link.ts';

/**
 * How electron-updater's downloads reach a source: by the client's own proxies, and only to the certificate that is pinned. Its own
 * executor asks Chromium, which would need both told a second time. An answer of more than `maxBytes` is cut off.
 */
export class RoutedExecutor extends HttpExecutor<ClientRequest> {
  readonly #link: LinkOptions;
  readonly #maxBytes: number;

  constructor(link: LinkOptions, maxBytes: number) {
    super();
    this.#link = link;
    this.#maxBytes = maxBytes;
  }

  override createRequest(
    options: RequestOptions,
    callback: (response: IncomingMessage) => void,
  ): ClientRequest {
    const isSecure = options.protocol !== 'http:';
    const host = options.hostname ?? options.host ?? '';
    const port = options.port ?? (isSecure ? 443 : 80);
    const url = `${isSecure ? 'https' : 'http'}://${host}:${port}`;
    const abort = new AbortController();
    const outgoing = (isSecure ? httpsRequest : httpRequest)({
      ...options,
      createConnection: (_options, connected) => {
        openLink(url, this.#link, abort.signal).then(
          (socket) => {
            const direct = { host, port: Number(port), servername: host };
            connected(null, socket ?? (isSecure ? connectTls(direct) : connect(direct)));
          },
          // A request that has no socket yet tells nobody that it is destroyed. Node's types want a socket beside the error.
          (error: unknown) =>
            connected(error instanceof Error ? error : new Error('no connection'), new Socket()),
        );
        return undefined;
      },
    });
    outgoing.once('close', () => abort.abort());
    outgoing.once('response', (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.byteLength;
        if (bytes > this.#maxBytes) response.destroy(new Error('more bytes than were signed'));
      });
      callback(response);
    });
    return outgoing;
  }

  /** As electron-updater's own executor has it. */
  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const requestOptions: RequestOptions = { headers: options.headers ?? {} };
      configureRequestUrl(url, requestOptions);
      configureRequestOptions(requestOptions);
      this.doDownload(
        requestOptions,
        {
          destination,
          options,
          onCancel,
          callback: (error) => (error ? reject(error) : resolve(destination)),
          responseHandler: null,
        },
        0,
      );
    });
  }
}
