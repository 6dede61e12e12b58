import type { NoteWords } from './alert-rules.ts';

/** A notification of the desktop. */
export interface Note extends NoteWords {
  /** The link that it opens; also its name on the desktop: another one with the same link takes its place. */
  readonly link: string;
  readonly silent: boolean;
  /** Words for answering in it; `null`: it cannot be answered. */
  readonly reply: { readonly placeholder: string; readonly send: string } | null;
}

/** What people do with a notification. Each may come late, or never. */
export interface NoteEvents {
  readonly clicked: () => void;
  readonly replied: (text: string) => void;
  readonly closed: () => void;
}

/** Shows a notification; gives what takes it away again. */
export type ShowNote = (note: Note, on: NoteEvents) => () => void;
