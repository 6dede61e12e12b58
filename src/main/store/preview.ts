import { plainText } from '../../shared/model/plain-text.ts';
import { storedContent } from './item.ts';
import type { Preview } from './queries/conversation-queries.ts';
import type { NewestMessage } from './queries/item-views.ts';

const MAX_PREVIEW = 200;

/** A message as one line of at most 200 UTF-16 units. */
export function previewOf(row: NewestMessage): Preview {
  const content = storedContent(row.body);
  // What a camera calls a picture says nothing.
  const words = content.type === 'image' ? (content.caption ?? '') : plainText(content);
  const line = words
    .slice(0, 4 * MAX_PREVIEW)
    .trim()
    .replaceAll(/\s+/gu, ' ')
    .slice(0, MAX_PREVIEW);
  return {
    sender: row.sender,
    // A cut must not leave half a character.
    text: line.isWellFormed() ? line : line.slice(0, -1),
    type: content.type,
    at: row.at,
    state: row.state,
    error: row.error,
  };
}
