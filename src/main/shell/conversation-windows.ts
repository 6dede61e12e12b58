import { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';

/** Windows of conversations at once: each draws a page, and the change feed reads for eight timelines at most. */
export const MAX_CONVERSATION_WINDOWS = 6;
/** Windows whose place is remembered after they were closed; the one closed longest ago is forgotten. */
const MAX_REMEMBERED = 20;

/** Where a window is. */
export interface WindowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** A window as it is remembered. */
export interface RememberedWindow extends WindowPlace {
  readonly conversation: ConversationId;
  /** Opens again with the next start. */
  readonly open: boolean;
}

/** What is kept of the windows of one person. */
export interface RememberedWindows {
  readonly account: UserId | null;
  readonly windows: readonly RememberedWindow[];
}

/** A window of the desktop that shows one conversation. */
export interface ConversationWindow {
  show(): void;
  close(): void;
  place(): WindowPlace;
}

export interface ConversationWindowsDeps {
  /** `closed` is called once, however it closes. */
  readonly openWindow: (
    conversation: ConversationId,
    saved: WindowPlace | null,
    closed: () => void,
  ) => ConversationWindow;
  readonly remembered: RememberedWindows;
  readonly remember: (windows: RememberedWindows) => void;
}

/** Conversations in windows of their own. */
export interface ConversationWindows {
  /** Opens one, where it was last, or brings it to the front. Rejects a seventh with `too_many`. */
  open(conversation: ConversationId): void;
  /** This person is signed in: their windows of the last run open again. `null`: nobody is, and all windows close. */
  signedIn(me: UserId | null): void;
  /** The program ends: what is open is remembered as open. */
  leave(): void;
}

export function createConversationWindows(deps: ConversationWindowsDeps): ConversationWindows {
  const open = new Map<ConversationId, ConversationWindow>();
  let { account, windows } = deps.remembered;
  let signedIn: UserId | null = null;
  let leaving = false;

  function keep(conversation: ConversationId, place: WindowPlace, isOpen: boolean): void {
    const others = windows.filter((one) => one.conversation !== conversation);
    windows = [...others, { ...place, conversation, open: isOpen }].slice(-MAX_REMEMBERED);
    deps.remember({ account, windows });
  }

  function show(conversation: ConversationId): void {
    const saved = windows.find((one) => one.conversation === conversation) ?? null;
    const window = deps.openWindow(conversation, saved, () => {
      open.delete(conversation);
      if (!leaving && signedIn !== null) keep(conversation, window.place(), false);
    });
    open.set(conversation, window);
    keep(conversation, window.place(), true);
  }

  return {
    open(conversation) {
      const there = open.get(conversation);
      if (there) {
        there.show();
        return;
      }
      if (signedIn === null) throw new AppError('no_account', 'nobody is signed in');
      if (open.size >= MAX_CONVERSATION_WINDOWS) throw new AppError('too_many', 'close another window first');
      show(conversation);
    },
    signedIn(me) {
      if (me === signedIn) return;
      signedIn = null;
      for (const window of [...open.values()]) window.close();
      signedIn = me;
      if (me === null) return;
      if (me !== account) windows = [];
      account = me;
      const again = windows.filter((one) => one.open).slice(0, MAX_CONVERSATION_WINDOWS);
      for (const { conversation } of again) show(conversation);
    },
    leave() {
      leaving = true;
      for (const [conversation, window] of open) keep(conversation, window.place(), true);
    },
  };
}
