import type { Random } from '../../src/shared/clock.ts';
import { integer, pick } from './random.ts';

/** Whose sentences a person writes. */
export type Language = 'zh' | 'en';

/** A colleague of the demo, without an id yet. */
export interface DemoPerson {
  readonly name: string;
  readonly displayName: string;
  readonly language: Language;
}

const SURNAMES =
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng 邓deng 曹cao 彭peng 曾zeng 萧xiao 田tian 董dong 潘pan 袁yuan 蔡cai 余yu 叶ye';
const GIVEN =
  '伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 艳yan 杰jie 娟juan 涛tao 明ming 超chao 霞xia 平ping 刚gang 桂英guiying 文博wenbo 思远siyuan 雨桐yutong 子涵zihan 欣怡xinyi 浩然haoran 梓萱zixuan 诗琪shiqi 一鸣yiming 嘉怡jiayi 俊杰junjie 晓东xiaodong 海燕haiyan 建国jianguo 志强zhiqiang 雪梅xuemei 天宇tianyu 若曦ruoxi 佳琪jiaqi 宇航yuhang';
const FIRST =
  'Alice Ben Clara David Emma Felix Grace Henry Iris Jack Karen Liam Maya Noah Olivia Peter Quinn Rosa Sam Tara Uma Victor Wendy Xavier Yara Zoe Nina Oscar Paul Ruth';
const LAST =
  'Anderson Baker Carter Dubois Evans Fischer Garcia Hughes Ivanov Jensen Kowalski Larsen Miller Novak Olsen Patel Quigley Rossi Schmidt Tanaka Ueda Vargas Walker Young Zimmer';

interface Spelled {
  readonly text: string;
  readonly latin: string;
}

function spelled(list: string): Spelled[] {
  return list.split(' ').map((entry) => {
    const text = entry.replace(/[a-z]/g, '');
    return { text, latin: entry.slice(text.length) };
  });
}

const surnames = spelled(SURNAMES);
const given = spelled(GIVEN);
const first = FIRST.split(' ');
const last = LAST.split(' ');

/** The two who are signed in. */
export const PROTAGONISTS: readonly [DemoPerson, DemoPerson] = [
  { name: 'linxi', displayName: '林夕', language: 'zh' },
  { name: 'emma.walker', displayName: 'Emma Walker', language: 'en' },
];

/** `count` people with account names of their own, the protagonists first; two of three are Chinese. */
export function makePeople(random: Random, count: number): DemoPerson[] {
  const people: DemoPerson[] = [...PROTAGONISTS];
  const taken = new Set(people.map((person) => person.name));
  const shown = new Set(people.map((person) => person.displayName));
  while (people.length < count) {
    const person = random() < 0.66 ? chinese(random) : english(random);
    if (shown.has(person.displayName)) continue;
    const name = taken.has(person.name) ? `${person.name}${integer(random, 2, 999)}` : person.name;
    if (taken.has(name)) continue;
    taken.add(name);
    shown.add(person.displayName);
    people.push({ ...person, name });
  }
  return people;
}

function chinese(random: Random): DemoPerson {
  const family = pick(random, surnames);
  const own = pick(random, given);
  return { name: `${family.latin}${own.latin}`, displayName: family.text + own.text, language: 'zh' };
}

function english(random: Random): DemoPerson {
  const own = pick(random, first);
  const family = pick(random, last);
  return { name: `${own}.${family}`.toLowerCase(), displayName: `${own} ${family}`, language: 'en' };
}
