import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { host } from '../host.ts';

interface Options {
  readonly id?: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
}

/**
 * Electron's `Notification`: the browser that shows the page shows it, once its user has allowed that. The browser asks at the
 * first click after there was one to show.
 */
export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true;
  }

  /** As on systems where nothing outlives the program. */
  static getHistory(): Promise<Notification[]> {
    return Promise.resolve([]);
  }

  static handleActivation(): void {
    // A browser forgets its page's notifications with the page.
  }

  readonly id: string;
  readonly #options: Options;

  constructor(options: Options) {
    super();
    this.id = options.id ?? randomUUID();
    this.#options = options;
  }

  show(): void {
    const { title, body, silent } = this.#options;
    host.showNotification({ id: this.id, title, body, silent }, (event) => {
      if (event === 'click') this.emit('click', {});
      else this.emit('close', { reason: 'userCanceled' });
    });
  }

  close(): void {
    host.closeNotification(this.id);
  }
}
