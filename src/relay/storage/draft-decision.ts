import { MAX_DRAFTS, MAX_DRAFT_UNITS } from '../../shared/model/draft.ts';
import type { DeviceId } from '../../shared/model/ids.ts';
import type { DraftOutcome, DraftRequest } from './draft-port.ts';

/** What is stored of one person's writing in one conversation. */
export interface StoredDraft {
  readonly text: string;
  readonly revision: number;
  readonly device: DeviceId;
}

export interface DraftFacts {
  readonly stored: StoredDraft | undefined;
  /** `former`: may only empty what they were writing. */
  readonly member: 'present' | 'former' | 'never';
  /** The person's other drafts that are not empty. */
  readonly others: () => { readonly count: number; readonly units: number };
}

/** DRF-2, DRF-4: what becomes of it; `'write'`: it is stored with the next position. */
export function decideDraft(
  { conversation, text, base, device }: DraftRequest,
  { stored, member, others }: DraftFacts,
): DraftOutcome | 'write' {
  if (member === 'never' || (member === 'former' && text !== '')) return { kind: 'not-member' };
  if ((stored?.text ?? '') === text)
    return { kind: 'saved', revision: stored?.revision ?? 0, changed: false };
  const isUnseen = stored !== undefined && stored.revision > base && stored.device !== device;
  // Where nothing is written any more there is nothing to lose.
  if (isUnseen && stored.text !== '')
    return { kind: 'conflict', draft: { conversation, text: stored.text, revision: stored.revision } };
  if (text === '') return 'write';
  const { count, units } = others();
  return count >= MAX_DRAFTS || units + text.length > MAX_DRAFT_UNITS ? { kind: 'too-many' } : 'write';
}
