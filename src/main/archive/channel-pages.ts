import type { ArchivedAnnouncement, ArchivedChannel } from '../../shared/archive/format.ts';
import { ARCHIVE_PATHS, channelPageName } from './archive-paths.ts';
import { escapeHtml, pagesOf, type PageContext, personHtml, timeHtml, words } from './html-pages.ts';
import type { PageShape } from './page-files.ts';
import { pageText } from './page-texts.ts';

/** What stands between the conversations and the channels of the page that lists all. */
export function channelsHeading({ language }: PageContext): string {
  return `</ul>\n<h2>${pageText(language, 'channels')}</h2>\n<ul>\n`;
}

export function channelLine({ language }: PageContext, { id, title, items }: ArchivedChannel): string {
  const count = pageText(language, 'announcements', { n: items });
  const href = ARCHIVE_PATHS.page(channelPageName(id, 1)).replaceAll('\\', '/');
  return `<li><a href="${href}">${words(title)}</a> <small>${escapeHtml(count)}</small></li>\n`;
}

export function channelPages(context: PageContext, { id, title }: ArchivedChannel): PageShape {
  return pagesOf(context, title, (n) => channelPageName(id, n));
}

export function announcementHtml(context: PageContext, line: ArchivedAnnouncement): string {
  const { language } = context;
  const time = timeHtml(line.at);
  const anchor = line.seq === undefined ? '' : ` id="s${line.seq}"`;
  if (line.state === 'recalled')
    return `<article${anchor} class="notice">${pageText(language, 'announcementRecalled')} ${time}</article>\n`;
  const { modifiedAt, expiresAt } = line;
  const marks = [
    ...(line.state === 'stopped' ? [pageText(language, 'stopped')] : []),
    ...(line.preRelease ? [pageText(language, 'preRelease')] : []),
    ...(modifiedAt === undefined ? [] : [`${pageText(language, 'edited')} ${timeHtml(modifiedAt)}`]),
    ...(expiresAt === undefined ? [] : [`${pageText(language, 'until')} ${timeHtml(expiresAt)}`]),
  ].map((mark) => ` <small>${mark}</small>`);
  return `<article${anchor}><header>${personHtml(context, line.sender)} ${time}${marks.join('')}</header><h2>${words(line.title)}</h2><p dir="auto">${escapeHtml(line.text)}</p></article>\n`;
}
