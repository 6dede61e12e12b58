import type { ConversationRow, MessageItem } from '../../../../shared/ipc/views.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { isStored, type StoredMessage } from '../../stores/messages.ts';
import { copyableText } from './content-text.ts';
import { actionsFor } from './message-actions.ts';

export type SelectionAction = 'forward' | 'merge' | 'copy' | 'recall';

/** What may be done to all of the chosen messages; an action that one of them does not have is not among these. */
export function selectionActions(
  items: readonly MessageItem[],
  row: Pick<ConversationRow, 'kind' | 'role'>,
  changeableSince: number,
): ReadonlySet<SelectionAction> {
  if (items.length === 0) return new Set();
  const all = items.map((item) => actionsFor(item, row, changeableSince));
  const found = new Set<SelectionAction>();
  if (all.every((actions) => actions.has('forward'))) found.add('forward').add('merge');
  if (all.some((actions) => actions.has('copy'))) found.add('copy');
  if (all.every((actions) => actions.has('recall'))) found.add('recall');
  return found;
}

/** The words of the messages for the clipboard, each behind its sender's name; of a single one its words alone. */
export function textOfAll(items: readonly MessageItem[], nameOf: (id: UserId) => string): string {
  const said = items.flatMap((item) => {
    const text = copyableText(item.content);
    return text === null ? [] : [{ name: nameOf(item.sender), text }];
  });
  return said.length === 1
    ? (said[0]?.text ?? '')
    : said.map(({ name, text }) => `${name}: ${text}`).join('\n');
}

/** Those that the relay has. */
export function storedOf(items: readonly MessageItem[]): StoredMessage[] {
  return items.filter(isStored);
}
