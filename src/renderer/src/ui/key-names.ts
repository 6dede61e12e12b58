/** Whether keyboards here have a command key where others have Ctrl. */
const isMac = /mac/i.test(navigator.platform);

/** An accelerator (`Control+Shift+Y`) as keyboards here name its keys. */
export function keysText(accelerator: string, onMac: boolean = isMac): string {
  return accelerator
    .replace('Control', onMac ? '⌃' : 'Ctrl')
    .replace('Alt', onMac ? '⌥' : 'Alt')
    .replace('Shift', onMac ? '⇧' : 'Shift')
    .replace('Super', onMac ? '⌘' : 'Super');
}

/** The same of keys of Yidu's own: there `Control` stands for the command key too. */
export function ownKeysText(accelerator: string, onMac: boolean = isMac): string {
  return keysText(onMac ? accelerator.replace('Control', 'Super') : accelerator, onMac);
}
