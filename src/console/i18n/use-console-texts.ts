import type { TextKey } from '../../renderer/src/i18n/en.ts';
import { type Texts, useWords } from '../../renderer/src/i18n/use-texts.ts';
import type { ConsoleTextKey } from './en.ts';

export type ConsoleTexts = Texts<TextKey | ConsoleTextKey>;

/** The client's words and the console's own. */
export const useConsoleTexts: () => ConsoleTexts = useWords;
