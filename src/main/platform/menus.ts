import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellTexts } from '../shell/shell-texts.ts';

const SEPARATOR = { type: 'separator' } as const;

/** What its entries of ours do; without `update` nothing waits for a restart, and there is no such entry. */
export interface AppMenuActions {
  readonly settings: () => void;
  readonly update: (() => void) | undefined;
}

/** The program's menu in the language of `texts`: on macOS at the top of the screen, elsewhere behind Alt. */
export function setAppMenu({ fixed }: ShellTexts, { settings: openSettings, update }: AppMenuActions): void {
  const isMac = process.platform === 'darwin';
  const settings = { label: fixed['app.settings'], accelerator: 'CommandOrControl+,', click: openSettings };
  const restart = update ? [{ label: fixed['app.update'], click: update }] : [];
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            label: 'Yidu',
            submenu: [
              { role: 'about', label: fixed['app.about'] },
              ...restart,
              SEPARATOR,
              settings,
              SEPARATOR,
              { role: 'hide', label: fixed['app.hide'] },
              SEPARATOR,
              { role: 'quit', label: fixed['app.quit'] },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: fixed['menu.file'],
      submenu: [
        ...(isMac ? [] : [settings, SEPARATOR]),
        { role: 'close', label: fixed['menu.close'] },
        ...(isMac ? [] : [...restart, { role: 'quit', label: fixed['app.quit'] } as const]),
      ],
    },
    { label: fixed['menu.edit'], submenu: editItems(fixed) },
    {
      label: fixed['menu.view'],
      submenu: [
        { role: 'resetZoom', label: fixed['menu.zoomReset'] },
        { role: 'zoomIn', label: fixed['menu.zoomIn'] },
        { role: 'zoomOut', label: fixed['menu.zoomOut'] },
        SEPARATOR,
        { role: 'togglefullscreen', label: fixed['menu.fullScreen'] },
      ],
    },
    {
      label: fixed['menu.window'],
      submenu: [
        { role: 'minimize', label: fixed['menu.minimize'] },
        ...(isMac ? [{ role: 'front', label: fixed['menu.front'] } as const] : []),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/**
 * Gives text fields, and text that is selected, the menu that people know there, with suggestions for a misspelled word. Where
 * the page has a menu of its own it keeps the event to itself, and none of ours comes.
 */
export function giveEditMenu(window: BrowserWindow, texts: () => ShellTexts): void {
  const { webContents } = window;
  webContents.on('context-menu', (_event, params) => {
    const { fixed } = texts();
    const { isEditable, selectionText, misspelledWord, dictionarySuggestions, editFlags } = params;
    if (!isEditable && selectionText.trim() === '') return;
    const spelling: MenuItemConstructorOptions[] =
      misspelledWord === ''
        ? []
        : [
            ...dictionarySuggestions.map((word) => ({
              label: word,
              click: () => webContents.replaceMisspelling(word),
            })),
            ...(dictionarySuggestions.length === 0
              ? [{ label: fixed['spelling.none'], enabled: false }]
              : []),
            {
              label: fixed['spelling.add'],
              click: () => void webContents.session.addWordToSpellCheckerDictionary(misspelledWord),
            },
            SEPARATOR,
          ];
    const copy = { role: 'copy', label: fixed['menu.copy'], enabled: editFlags.canCopy } as const;
    Menu.buildFromTemplate([...spelling, ...(isEditable ? editItems(fixed) : [copy])]).popup({ window });
  });
}

function editItems(fixed: ShellTexts['fixed']): MenuItemConstructorOptions[] {
  return [
    { role: 'undo', label: fixed['menu.undo'] },
    { role: 'redo', label: fixed['menu.redo'] },
    SEPARATOR,
    { role: 'cut', label: fixed['menu.cut'] },
    { role: 'copy', label: fixed['menu.copy'] },
    { role: 'paste', label: fixed['menu.paste'] },
    { role: 'pasteAndMatchStyle', label: fixed['menu.pastePlain'] },
    SEPARATOR,
    { role: 'selectAll', label: fixed['menu.selectAll'] },
  ];
}
