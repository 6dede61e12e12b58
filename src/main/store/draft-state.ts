import type { Draft } from '../../shared/model/draft.ts';

type Text = Pick<Draft, 'text' | 'revision'>;

/** What is being written in one conversation, as this device knows it. */
export interface DraftState {
  /** What stands in the composer. */
  readonly text: string;
  /** Grows whenever something from elsewhere changes what is shown: whoever writes says by it what they had seen. */
  readonly version: number;
  /** Of the relay's draft that the text was made from; 0: none. */
  readonly revision: number;
  /** The relay does not know the text. */
  readonly unsaved: boolean;
  /** What another device has written meanwhile; kept beside the text until the user has chosen. */
  readonly other: Text | null;
}

export const NO_DRAFT: DraftState = { text: '', version: 0, revision: 0, unsaved: false, other: null };

/** What a writer had seen; absent: what is there now. `settles`: the text is what the user wants of the two. */
export interface Seen {
  readonly version: number;
  readonly settles: boolean;
}

/** X7: the text of somebody who writes here. What they have not seen is not replaced but kept beside it. */
export function written(state: DraftState, text: string, seen?: Seen): DraftState {
  const { other, version } = state;
  if (other && seen?.settles && seen.version === version)
    return { text, version, revision: other.revision, unsaved: text !== other.text, other: null };
  if (other && text === '') return adopted(state, other);
  if (text === state.text) return state;
  const isUnseen = seen !== undefined && seen.version < version && !other && state.text !== '';
  if (!isUnseen || text.startsWith(state.text)) return { ...state, text, unsaved: true };
  // What came from elsewhere was not what they have sent or deleted.
  if (text === '') return state;
  return {
    text,
    version: version + 1,
    revision: state.revision,
    unsaved: true,
    other: { text: state.text, revision: state.revision },
  };
}

/** A draft of the relay's that another device has stored. */
export function arrived(state: DraftState, draft: Text): DraftState {
  const { text, revision } = draft;
  if (revision <= Math.max(state.revision, state.other?.revision ?? 0)) return state;
  if (text === state.text) return { ...state, revision, unsaved: false, other: null };
  if (!state.unsaved) return adopted(state, draft);
  // Nothing is lost where the text here holds all of the other, or the other is gone.
  if (state.text.startsWith(text)) return { ...state, revision, other: null };
  return state.text === ''
    ? adopted(state, draft)
    : { ...state, version: state.version + 1, other: { text, revision } };
}

/** The relay has stored this text with this revision. */
export function saved(state: DraftState, { text, revision }: Text): DraftState {
  return {
    ...state,
    revision: Math.max(state.revision, revision),
    unsaved: state.unsaved && state.text !== text,
  };
}

function adopted(state: DraftState, { text, revision }: Text): DraftState {
  return { text, version: state.version + 1, revision, unsaved: false, other: null };
}
