import { session } from 'electron';

/** Languages that can be chosen; none on macOS, which knows by itself, and in the web host, where the browser's user chooses. */
export function spellingLanguages(): string[] {
  return process.platform === 'darwin' ? [] : [...session.defaultSession.availableSpellCheckerLanguages];
}

/** Checks spelling in these languages, as far as they are there; none: not at all, and no dictionary is fetched. */
export function setSpelling(languages: readonly string[]): void {
  // macOS' own checker fetches nothing, and each text field has its switch in the system's menu.
  if (process.platform === 'darwin') return;
  const { defaultSession } = session;
  const known = languages.filter((language) =>
    defaultSession.availableSpellCheckerLanguages.includes(language),
  );
  defaultSession.setSpellCheckerEnabled(known.length > 0);
  if (known.length > 0) defaultSession.setSpellCheckerLanguages(known);
}
