import * as z from 'zod';

/** An entry of a native menu as it would be seen; a line between entries has no label. */
export interface MenuEntry {
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly entries: readonly MenuEntry[];
}

const MenuEntry: z.ZodType<MenuEntry> = z.object({
  label: z.string(),
  enabled: z.boolean(),
  checked: z.boolean(),
  get entries() {
    return z.array(MenuEntry);
  },
});

const Bounds = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** What the main process has set on the desktop. */
export const ShownDesktop = z.object({
  /** The number on dock, launcher or taskbar. */
  badge: z.number(),
  tray: z
    .object({
      tip: z.string(),
      /** The same for the same picture. */
      picture: z.string(),
      menu: z.array(MenuEntry),
    })
    .nullable(),
  appMenu: z.array(MenuEntry),
  /** The menu that was opened last over some text. */
  textMenu: z.array(MenuEntry),
  /** Keys that are held from every program. */
  shortcuts: z.array(z.string()),
  /** Languages that spelling is checked in. */
  spelling: z.array(z.string()),
  /** Words that were put in the place of misspelled ones, and those that were added to the dictionary. */
  spelled: z.array(z.string()),
  learned: z.array(z.string()),
  /** Starts with the session, where that is for Electron to set. */
  openAtLogin: z.boolean(),
  /** Schemes whose links come to the program. */
  schemes: z.array(z.string()),
  /** Folders and files that were handed to other programs. */
  openedPaths: z.array(z.string()),
  /** The first window; `null` once it is closed. */
  window: z.object({ visible: z.boolean(), bounds: Bounds }).nullable(),
});
export type ShownDesktop = z.infer<typeof ShownDesktop>;

/** What somebody does on the desktop. Each is answered with the desktop as it is then. */
export const DesktopAct = z.discriminatedUnion('act', [
  z.object({ act: z.literal('look') }),
  z.object({
    act: z.literal('choose'),
    menu: z.enum(['tray', 'app', 'text']),
    /** The labels on the way to the entry. */
    path: z.array(z.string()),
  }),
  z.object({ act: z.literal('press'), keys: z.string() }),
  z.object({ act: z.literal('closeWindow') }),
  z.object({ act: z.literal('moveWindow'), bounds: Bounds }),
  z.object({ act: z.literal('lockScreen'), locked: z.boolean() }),
  /** Opens the menu of a text field over a word; `suggestions`: it is misspelled. */
  z.object({
    act: z.literal('pointAtWord'),
    word: z.string(),
    suggestions: z.array(z.string()).nullable(),
  }),
]);
export type DesktopAct = z.infer<typeof DesktopAct>;
