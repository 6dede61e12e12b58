import { BrowserWindow } from '../../../../src/webhost/electron/browser-window.ts';
import { shown } from './shown.ts';

type Bounds = ReturnType<BrowserWindow['getNormalBounds']>;

/** The web host's window, which a desktop can hide, show again and move; whoever closes it asks first. */
export class DesktopWindow extends BrowserWindow {
  #visible = false;
  #moved: Bounds | undefined;

  constructor(options: ConstructorParameters<typeof BrowserWindow>[0]) {
    super(options);
    shown.windows.push(this);
    Object.assign(this.webContents, {
      replaceMisspelling: (word: string) => shown.spelled.push(word),
      session: { addWordToSpellCheckerDictionary: (word: string) => shown.learned.push(word) > 0 },
    });
  }

  override show(): void {
    this.#visible = true;
    super.show();
  }

  override hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.emit('blur');
  }

  override isVisible(): boolean {
    return super.isVisible() && this.#visible;
  }

  override focus(): void {
    if (this.#visible) this.emit('focus');
  }

  override isFocused(): boolean {
    return this.#visible && super.isFocused();
  }

  override setOverlayIcon(icon?: unknown, description = ''): void {
    shown.badge = icon === null ? 0 : Number(/\d+/.exec(description)?.[0]);
  }

  override getNormalBounds(): Bounds {
    return this.#moved ?? super.getNormalBounds();
  }

  move(bounds: Bounds): void {
    this.#moved = bounds;
    this.emit('move');
  }

  override close(): void {
    const event = { refused: false, preventDefault: () => (event.refused = true) };
    this.emit('close', event);
    // It tells of the closing once more, and hears no objection.
    if (!event.refused) super.close();
  }
}
