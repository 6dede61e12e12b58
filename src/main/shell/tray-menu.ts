import type { Settings } from '../../shared/ipc/views.ts';
import { type Quiet, quietUntil } from '../../shared/do-not-disturb.ts';
import type { Reachability, ShellTexts } from './shell-texts.ts';

/** What somebody chooses in the tray. */
export type TrayChoice =
  | { readonly kind: 'open' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'update' }
  | { readonly kind: 'quiet'; readonly until: Quiet }
  | { readonly kind: 'quit' };

export type TrayEntry =
  | { readonly kind: 'line' }
  /** Says something and does nothing. */
  | { readonly kind: 'word'; readonly label: string }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly choice: TrayChoice;
      /** Absent: it is no tick. */
      readonly checked?: boolean;
    }
  | { readonly kind: 'menu'; readonly label: string; readonly entries: readonly TrayEntry[] };

export interface TrayState {
  readonly unread: number;
  readonly reachability: Reachability;
  readonly doNotDisturb: Settings['doNotDisturb'];
  /** A newer version waits for its restart. */
  readonly updateReady: boolean;
  readonly now: number;
  readonly texts: ShellTexts;
}

/** The menu of the tray as it is at `now`. */
export function trayMenu({
  unread,
  reachability,
  doNotDisturb,
  updateReady,
  now,
  texts,
}: TrayState): TrayEntry[] {
  const { fixed } = texts;
  const until = quietUntil(doNotDisturb, now);
  const status = [fixed[`status.${reachability}`], texts.unread(unread)].filter((word) => word !== '');
  const quiet = (next: Quiet, checked: boolean): TrayEntry => ({
    kind: 'choice',
    label: fixed[`dnd.${next}`],
    checked,
    choice: { kind: 'quiet', until: next },
  });
  return [
    { kind: 'choice', label: fixed['app.open'], choice: { kind: 'open' } },
    { kind: 'word', label: status.join(' · ') },
    { kind: 'line' },
    ...(typeof until === 'number' ? [{ kind: 'word', label: texts.quietUntil(timeOf(until)) } as const] : []),
    {
      kind: 'menu',
      label: fixed['dnd.title'],
      entries: [
        quiet('off', until === undefined),
        quiet('hour', false),
        quiet('morning', false),
        quiet('on', until === null),
      ],
    },
    { kind: 'choice', label: fixed['app.settings'], choice: { kind: 'settings' } },
    { kind: 'line' },
    ...(updateReady
      ? [{ kind: 'choice', label: fixed['app.update'], choice: { kind: 'update' } } as const]
      : []),
    { kind: 'choice', label: fixed['app.quit'], choice: { kind: 'quit' } },
  ];
}

/** What the tray says of itself when somebody points at it. */
export function trayTip({ unread, texts }: Pick<TrayState, 'unread' | 'texts'>): string {
  return unread === 0 ? 'Yidu' : `Yidu · ${texts.unread(unread)}`;
}

function timeOf(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
