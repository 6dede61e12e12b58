import { assertNever } from '../../../../shared/assert-never.ts';
import { linkTarget, type LinkTarget } from './link-target.ts';
import type { Token } from 'markdown-it';
import { tokensOf } from './markdown-rules.ts';
import { linkAt } from './text-links.ts';
import { splitText, type TextPart } from './text-parts.ts';

/** A part of a line. A `named` link is shown by words of its sender's, not by where it leads. */
export type Span =
  | TextPart
  | { readonly kind: 'named'; readonly target: LinkTarget; readonly words: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'strike'; readonly spans: readonly Span[] };

/** A part of a message that has lines of its own. */
export type Block =
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] };

export interface ListItem {
  /** As its sender counted, `3.` or `3)`; points have a dot. */
  readonly mark: string;
  readonly blocks: readonly Block[];
}

/** Without one of these a text has no marks, and is not parsed. */
const MARK = /[*_`[]|~~|^[ \t]*(?:>|[-+]|\d{1,9}[.)])[ \t]/m;

/**
 * The blocks of a text in which `names` are called. A text without marks is one paragraph and stays to the letter,
 * blank lines and indentation included.
 */
export function formatText(text: string, names: readonly string[]): readonly Block[] {
  if (MARK.test(text)) {
    const blocks = blocksOf(new Reader(tokensOf(text, names)));
    if (blocks.some(isFormatted)) return blocks;
  }
  return [{ kind: 'paragraph', spans: splitText(text, names) }];
}

function isFormatted(block: Block): boolean {
  return (
    block.kind !== 'paragraph' ||
    block.spans.some(({ kind }) => kind !== 'text' && kind !== 'link' && kind !== 'mention')
  );
}

/** The words of a text without its marks, where only words fit: a quote, the list, an announcement. */
export function withoutMarks(text: string): string {
  return MARK.test(text) ? formatText(text, []).map(wordsOfBlock).join('\n') : text;
}

function wordsOfBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return wordsOf(block.spans);
    case 'code':
      return block.text;
    case 'quote':
      return block.blocks.map(wordsOfBlock).join('\n');
    case 'list':
      return block.items
        .map(({ mark, blocks }) => `${mark} ${blocks.map(wordsOfBlock).join('\n')}`)
        .join('\n');
    default:
      return assertNever(block);
  }
}

function wordsOf(spans: readonly Span[]): string {
  return spans
    .map((span) => ('spans' in span ? wordsOf(span.spans) : span.kind === 'named' ? span.words : span.text))
    .join('');
}

/** Tokens one after the other; an opening one is read up to the one that closes it. */
class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  /** What stands between the opening token that was read last and its closing one. */
  inside(): Reader {
    const from = this.#at;
    for (let depth = 1; depth > 0 && this.#at < this.#tokens.length; this.#at++) {
      depth += this.#tokens[this.#at]?.nesting ?? 0;
    }
    return new Reader(this.#tokens.slice(from, this.#at - 1));
  }
}

function blocksOf(reader: Reader): Block[] {
  const blocks: Block[] = [];
  for (let token = reader.next(); token; token = reader.next()) {
    switch (token.type) {
      case 'inline':
        blocks.push({ kind: 'paragraph', spans: spansOf(new Reader(token.children ?? [])) });
        break;
      case 'fence':
        blocks.push({
          kind: 'code',
          text: token.content.replace(/\n$/, ''),
          language: token.info.trim().split(/\s/u)[0]?.slice(0, 24) ?? '',
        });
        break;
      case 'blockquote_open':
        blocks.push({ kind: 'quote', blocks: blocksOf(reader.inside()) });
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        blocks.push({
          kind: 'list',
          ordered: token.type === 'ordered_list_open',
          items: itemsOf(reader.inside()),
        });
        break;
    }
  }
  return blocks;
}

function itemsOf(reader: Reader): ListItem[] {
  const items: ListItem[] = [];
  for (let token = reader.next(); token; token = reader.next()) {
    if (token.type !== 'list_item_open') continue;
    const mark = token.info === '' ? '•' : `${token.info}${token.markup}`;
    items.push({ mark, blocks: blocksOf(reader.inside()) });
  }
  return items;
}

const STYLES = { strong_open: 'strong', em_open: 'em', s_open: 'strike' } as const;
const isStyle = (type: string): type is keyof typeof STYLES => type in STYLES;

function spansOf(reader: Reader): Span[] {
  const spans: Span[] = [];
  for (let token = reader.next(); token; token = reader.next()) {
    if (isStyle(token.type)) {
      spans.push({ kind: STYLES[token.type], spans: spansOf(reader.inside()) });
      continue;
    }
    switch (token.type) {
      case 'text':
        if (token.content !== '') spans.push({ kind: 'text', text: token.content });
        break;
      case 'code_inline':
        spans.push({ kind: 'code', text: token.content });
        break;
      case 'mention':
        spans.push({ kind: 'mention', text: `@${token.content}`, name: token.content });
        break;
      case 'address': {
        const link = linkAt(token.content, 0);
        spans.push(link ?? { kind: 'text', text: token.content });
        break;
      }
      case 'link_open':
        spans.push(...linkSpans(String(token.attrGet('href') ?? ''), spansOf(reader.inside())));
        break;
    }
  }
  return spans;
}

/** A link to nowhere is not drawn as one, and loses none of its characters. */
function linkSpans(href: string, inside: readonly Span[]): Span[] {
  const target = linkTarget(href);
  const words = wordsOf(inside).trim();
  if (!target || words === '')
    return [{ kind: 'text', text: '[' }, ...inside, { kind: 'text', text: `](${href})` }];
  return [{ kind: 'named', target, words }];
}
