// markdown-it: the most used CommonMark parser of JavaScript, MIT, kept up since 2014, each rule switched on by name; of it only
// the tokens are used, never the HTML. 100 kB of the page, which lies on the disk.
import MarkdownIt, {
  type MarkdownIt as Parser,
  type StateBlock,
  type StateInline,
  type Token,
} from 'markdown-it';
import { linkTarget } from './link-target.ts';
import { nameCalledAt } from './mention-text.ts';
import { linkAt } from './text-links.ts';

/** Han, kana and hangul stand without spaces: a mark beside them is not inside a word. */
const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
/** Slashes are of paths, and of ¯\_(ツ)_/¯. */
const BOUNDARY = /^$|(?![\\/])[\s\p{P}\p{S}]/u;

/** What a single mark may stand at on its inner side; `>_<` is a face. */
const INNER = /^[^\s<>\\/|=]/u;

type InlineRule = Parameters<Parser['inline']['ruler']['push']>[1];
type BlockRule = Parameters<Parser['block']['ruler']['at']>[1];

/**
 * Chat is not a document: what people write without thinking of marks has to stay as they wrote it. `2*3*4`, `__init__`,
 * `价格*数量*折扣` and `嗯~~好的~~` are none, while `**重点：**后面` is, which CommonMark does not see.
 */
function chatInline(Base: Parser['inline']['State']): Parser['inline']['State'] {
  return class extends Base {
    override scanDelims(start: number, canSplitWord: boolean): ReturnType<StateInline['scanDelims']> {
      const { length } = super.scanDelims(start, canSplitWord);
      const mark = this.src.charAt(start);
      const before = lastOf(this.src.slice(Math.max(0, start - 2), start));
      const after = firstOf(this.src.slice(start + length, start + length + 2));
      const free = (outside: string): boolean =>
        BOUNDARY.test(outside) || (mark === '*' && length > 1 && SPACELESS.test(outside));
      const inner = length > 1 ? /^\S/u : INNER;
      const word = mark === '_' && length > 1;
      return {
        can_open: !word && inner.test(after) && free(before),
        can_close: !word && inner.test(before) && free(after),
        length,
      };
    }
  };
}

function firstOf(text: string): string {
  return /^./su.exec(text)?.[0] ?? '';
}

function lastOf(text: string): string {
  return /.$/su.exec(text)?.[0] ?? '';
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

/** Runs a rule on the lines from `start` to the first that does not go on with it: no other line is drawn in. */
function upTo(rule: BlockRule, goesOn: (state: StateBlock, line: number) => boolean): BlockRule {
  return (state, start, end, silent) => {
    if (!goesOn(state, start)) return false;
    if (silent) return rule(state, start, end, silent);
    let limit = start + 1;
    while (limit < end && goesOn(state, limit)) limit++;
    const { lineMax } = state;
    state.lineMax = limit;
    try {
      return rule(state, start, limit, silent);
    } finally {
      state.lineMax = lineMax;
    }
  };
}

const isQuoted = (state: StateBlock, line: number): boolean => /^>(?:[ \t>]|$)/.test(lineOf(state, line));
/** A marker with words behind it: a line of markers only, such as `* * *`, is an ornament. */
const ITEM = /^(?![-+* \t]*$)(?:[-+*]|\d{1,9}[.)])[ \t]+\S/;
function isListed(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) > state.blkIndent || state.isEmpty(line) || ITEM.test(lineOf(state, line));
}

/** A rule of the library by its name: with only it switched on, it is the first of its chain. */
function ruleOf(name: 'blockquote' | 'list' | 'fence'): BlockRule {
  const [rule] = new MarkdownIt('zero').enable(name).block.ruler.getRules('');
  if (!rule) throw new Error(`markdown-it has no rule ${name}`);
  return rule;
}

/** Names that the text calls with an `@`; set for the length of one parse, which is synchronous. */
let called: readonly string[] = [];

const mention: InlineRule = (state, silent) => {
  if (state.src.charAt(state.pos) !== '@') return false;
  const name = nameCalledAt(state.src, state.pos, called);
  const end = state.pos + 1 + (name?.length ?? 0);
  if (name === null || end > state.posMax) return false;
  if (!silent) state.push('mention', '', 0).content = name;
  state.pos = end;
  return true;
};

/** A bare address, found before emphasis is looked for in it. */
const address: InlineRule = (state, silent) => {
  if (silent || state.linkLevel > 0 || state.src.charAt(state.pos) !== ':') return false;
  const scheme = /(?:https?|mailto|yidu)$/i.exec(state.pending)?.[0];
  const link = scheme === undefined ? null : linkAt(state.src, state.pos - scheme.length);
  if (scheme === undefined || !link || state.pos - scheme.length + link.text.length > state.posMax)
    return false;
  state.pending = state.pending.slice(0, -scheme.length);
  const token = state.push('address', '', 0);
  token.content = link.text;
  state.pos += link.text.length - scheme.length;
  return true;
};

const CAN_END = ['paragraph', 'reference', 'blockquote', 'list'];

function createParser(): Parser {
  // Nothing is on but what is named: no HTML, images, headings, tables, references, entities, escapes.
  const md = new MarkdownIt('zero', { maxNesting: 20 });
  md.enable(['blockquote', 'list', 'fence', 'backticks', 'emphasis', 'strikethrough', 'link']);
  md.validateLink = (link) => linkTarget(link) !== null;
  md.inline.State = chatInline(md.inline.State);
  md.inline.ruler.push('mention', mention);
  md.inline.ruler.push('address', address);
  md.block.ruler.at('blockquote', upTo(ruleOf('blockquote'), isQuoted), { alt: CAN_END });
  md.block.ruler.at('list', upTo(ruleOf('list'), isListed), { alt: CAN_END.slice(0, 3) });
  const fence = ruleOf('fence');
  md.block.ruler.at(
    'fence',
    // A line of ~~~ is a smile in Chinese.
    (state, start, end, silent) => lineOf(state, start).startsWith('```') && fence(state, start, end, silent),
    { alt: CAN_END },
  );
  return md;
}

const parser = createParser();

/** The tokens of a text, in which `names` may be called. */
export function tokensOf(text: string, names: readonly string[]): Token[] {
  called = names;
  try {
    return parser.parse(text, {});
  } finally {
    called = [];
  }
}
