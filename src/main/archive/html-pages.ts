import { createHash } from 'node:crypto';
import { assertNever } from '../../shared/assert-never.ts';
import type {
  ArchivedConversation,
  ArchivedEntry,
  ArchivedItem,
  ArchivedMessage,
  ArchivedNotice,
  ArchivedUnsent,
} from '../../shared/archive/format.ts';
import type { MessageContent } from '../../shared/model/event.ts';
import { type Attachment, isImageType } from '../../shared/model/file.ts';
import type { FileId, UserId } from '../../shared/model/ids.ts';
import { ARCHIVE_PATHS, pageName } from './archive-paths.ts';
import type { PageShape } from './page-files.ts';
import { pageText, type PageLanguage, type PageText } from './page-texts.ts';

/** What pages are written with. */
export interface PageContext {
  readonly language: PageLanguage;
  readonly nameOf: (user: UserId) => string | undefined;
  /** Whether its content is in the archive. */
  readonly hasFile: (file: FileId) => boolean;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, 'PingFang SC', 'Microsoft YaHei UI', 'Noto Sans CJK SC', sans-serif }
body { max-width: 46em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.4em }
h2 { font-size: 1.1em; margin: .3em 0; overflow-wrap: anywhere }
a { color: LinkText }
article { padding: .4em 0; border-top: 1px solid color-mix(in srgb, CanvasText 12%, Canvas) }
article:target { background: color-mix(in srgb, Highlight 20%, Canvas) }
header { display: flex; gap: .8em; align-items: baseline }
time, small, .notice { color: color-mix(in srgb, CanvasText 70%, Canvas); font-size: .87em }
p { margin: .2em 0; white-space: pre-wrap; overflow-wrap: anywhere }
blockquote { margin: .3em 0; padding-left: .8em; border-left: 3px solid color-mix(in srgb, CanvasText 25%, Canvas) }
img { max-width: 100%; max-height: 30em }
li { margin: .3em 0 }
nav { display: flex; gap: 1em; margin: 1em 0 }
`;

/** Nothing runs, nothing is fetched but pictures that lie in the archive; a folder's own pages are `file:`. */
const POLICY = `default-src 'none'; img-src 'self' file:; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as text and attribute values in double quotes may have it. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPED[letter] ?? '');
}

/** What people have written keeps its own direction, and does not turn what is around it. */
export function words(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`;
}

/** When something was, to the minute. */
export function timeHtml(at: number): string {
  return `<time datetime="${new Date(at).toISOString()}">${minute(at)}</time>`;
}

/** `2026-11-22 09:12` of UTC. */
function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function begin(language: PageLanguage, title: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
`;
}

const END = '</body>\n</html>\n';

/** First and last part of the page that lists all conversations; in between come its `indexLine`s. */
export function indexFrame(
  { language }: PageContext,
  owner: string,
  exportedAt: number,
): { readonly begin: string; readonly end: string } {
  const title = pageText(language, 'title', { name: owner });
  const exported = pageText(language, 'exported', { time: minute(exportedAt) });
  return {
    begin: `${begin(language, title)}<h1>${words(title)}</h1>\n<p><small>${escapeHtml(exported)}</small></p>\n<ul>\n`,
    end: `</ul>\n${END}`,
  };
}

export function indexLine(
  context: PageContext,
  conversation: ArchivedConversation,
  { items }: ArchivedEntry,
): string {
  const { language } = context;
  const count = pageText(language, 'items', { n: items });
  const kind = pageText(language, conversation.kind);
  const href = ARCHIVE_PATHS.page(pageName(conversation.id, 1)).replaceAll('\\', '/');
  return `<li><a href="${href}">${words(titleOf(context, conversation))}</a> <small>${escapeHtml(kind)} · ${escapeHtml(count)}</small></li>\n`;
}

/** Pages with this title, which link to each other and to the list of all. */
export function pagesOf({ language }: PageContext, title: string, nameOf: (n: number) => string): PageShape {
  return {
    name: nameOf,
    begin(n) {
      const older = n === 1 ? '' : ` <a href="${nameOf(n - 1)}">${pageText(language, 'older')}</a>`;
      return `${begin(language, title)}<nav><a href="../index.html">${pageText(language, 'back')}</a>${older}</nav>\n<h1>${words(title)}</h1>\n`;
    },
    end(n, more) {
      const newer = more ? `<nav><a href="${nameOf(n + 1)}">${pageText(language, 'newer')}</a></nav>\n` : '';
      return newer + END;
    },
  };
}

export function conversationPages(context: PageContext, conversation: ArchivedConversation): PageShape {
  return pagesOf(context, titleOf(context, conversation), (n) => pageName(conversation.id, n));
}

function titleOf(context: PageContext, { title, peer, kind }: ArchivedConversation): string {
  return title ?? (peer === null ? pageText(context.language, kind) : name(context, peer));
}

function name({ language, nameOf }: PageContext, user: UserId): string {
  return nameOf(user) ?? pageText(language, 'unknown');
}

export function personHtml(context: PageContext, user: UserId): string {
  return `<b>${words(name(context, user))}</b>`;
}

/** `from`: the first seq of its page; what is before it is on another page, and not linked. */
export function itemHtml(context: PageContext, item: ArchivedItem, from: number): string {
  const time = timeHtml(item.at);
  if (item.type === 'notice')
    return `<article id="s${item.seq}" class="notice">${words(noticeText(context, item))} ${time}</article>\n`;
  return `<article id="s${item.seq}"><header>${personHtml(context, item.sender)} ${time}${marks(context, item)}</header>${quote(context, item, from)}${contentHtml(context, item.content)}${feet(context, item)}</article>\n`;
}

/** What its writer had not got off, and what was being written. */
export function unsentHtml(context: PageContext, { at, content }: ArchivedUnsent): string {
  const time = timeHtml(at);
  return `<article><header><small>${pageText(context.language, 'unsent')}</small> ${time}</header>${contentHtml(context, content)}</article>\n`;
}

export function draftHtml({ language }: PageContext, draft: string): string {
  return `<article><header><small>${pageText(language, 'draft')}</small></header><p dir="auto">${escapeHtml(draft)}</p></article>\n`;
}

function marks({ language }: PageContext, { edited, pinned }: ArchivedMessage): string {
  const all = [...(edited ? ['edited' as const] : []), ...(pinned ? ['pinned' as const] : [])];
  return all.map((mark) => ` <small>${pageText(language, mark)}</small>`).join('');
}

function quote({ language }: PageContext, { quote: seq }: ArchivedMessage, from: number): string {
  if (seq === undefined) return '';
  const answers = pageText(language, 'answers');
  return `<blockquote>${seq < from ? answers : `<a href="#s${seq}">${answers}</a>`}</blockquote>`;
}

/** Reactions, and how many have not read it. */
function feet({ language }: PageContext, { reactions = [], receipt }: ArchivedMessage): string {
  const counts = new Map<string, number>();
  for (const { emoji, amount } of reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + amount);
  const parts = [...counts].filter(([, n]) => n > 0).map(([emoji, n]) => `${escapeHtml(emoji)} ${n}`);
  if (receipt)
    parts.push(escapeHtml(pageText(language, 'unread', { n: receipt.unread, all: receipt.receivers })));
  return parts.length === 0 ? '' : `<small>${parts.join(' · ')}</small>`;
}

function contentHtml(context: PageContext, content: MessageContent): string {
  const { language } = context;
  switch (content.type) {
    case 'text':
      return `<p dir="auto">${escapeHtml(content.text)}</p>`;
    case 'card':
      return `<p>${words(pageText(language, 'card', { name: name(context, content.user) }))}</p>`;
    case 'packet': {
      const { points: n, greeting = '' } = content;
      return `<p>${words(pageText(language, 'packet', { n, greeting }))}</p>`;
    }
    case 'file':
    case 'image':
      return attachmentHtml(context, content);
    case 'forward':
      return `<blockquote><small>${pageText(language, 'forwarded')}</small>${content.messages
        .map(
          ({ sender, at, text, attachment }) =>
            `<div><b>${words(name(context, sender))}</b> <time>${minute(at)}</time>${text === '' ? '' : `<p dir="auto">${escapeHtml(text)}</p>`}${attachment ? attachmentHtml(context, attachment) : ''}</div>`,
        )
        .join('')}</blockquote>`;
    case 'recalled':
      return `<p><small>${pageText(language, 'recalled')}</small></p>`;
    case 'unsupported':
      return `<p><small>${pageText(language, 'unsupported')}</small></p>`;
    default:
      return assertNever(content);
  }
}

function attachmentHtml({ language, hasFile }: PageContext, attachment: Attachment): string {
  const label = `${words(attachment.name)} <small>${pageText(language, 'bytes', { n: attachment.size })}</small>`;
  const caption =
    attachment.caption === undefined ? '' : `<p dir="auto">${escapeHtml(attachment.caption)}</p>`;
  if (!hasFile(attachment.file)) return `<p>📎 ${label}</p>${caption}`;
  const parts = ARCHIVE_PATHS.file(attachment.file, attachment.name).split(/[\\/]/);
  const href = escapeHtml(`../${parts.map(encodeURIComponent).join('/')}`);
  const picture =
    attachment.type === 'image' && isImageType(attachment.mime)
      ? `<p><img src="${href}" alt="${escapeHtml(attachment.name)}" loading="lazy"></p>`
      : '';
  return `${picture}<p>📎 <a href="${href}">${label}</a></p>${caption}`;
}

function noticeText(context: PageContext, { sender, notice }: ArchivedNotice): string {
  const { language } = context;
  const say = (key: PageText, values: Record<string, string> = {}): string =>
    pageText(language, key, { name: name(context, sender), ...values });
  const all = (users: readonly UserId[]): string => users.map((user) => name(context, user)).join(', ');
  switch (notice.type) {
    case 'created':
    case 'left':
    case 'receipts':
    case 'reminded':
    case 'unsupported':
      return say(notice.type);
    case 'pictured':
      return say(notice.removed ? 'unpictured' : 'pictured');
    case 'renamed':
      return say('renamed', { title: notice.title });
    case 'added':
    case 'removed':
      return say(notice.type, { people: all(notice.users) });
    case 'role':
      return say('role', { people: all([notice.user]), role: pageText(language, notice.role) });
    case 'muted':
      return say(notice.until === null ? 'unmuted' : 'muted', { people: all([notice.user]) });
    case 'announced':
      return notice.text === null ? say('unannounced') : say('announced', { title: notice.text });
    case 'dissolved':
      return say(notice.administrator ? 'dissolvedBy' : 'dissolved');
    default:
      return assertNever(notice);
  }
}
