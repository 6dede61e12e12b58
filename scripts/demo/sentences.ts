import type { Random } from '../../src/shared/clock.ts';
import type { Language } from './people.ts';
import { integer, pick } from './random.ts';

// Slots in braces are filled from the lists below; {n} with a small number.
const TEMPLATES: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '{topic}的{thing}我已经更新了，大家有空看一下。',
    '我喜歡用這個版本，{topic}順手多了',
    '{time}的会改到{place}，请大家准时。',
    '{topic}这块谁在跟？我这边有{n}个问题想对一下',
    '收到，我{time}之前给你答复',
    '好的，没问题',
    '辛苦了！{thing}比上次清楚很多',
    '{place}的空调又坏了，已经报修',
    '刚刚和客户通了电话，他们对{topic}很满意，希望{time}能看到{thing}',
    '测试环境已经部署好了，版本号 1.{n}.0，欢迎试用',
    '有个小问题：{topic}在低版本系统上显示不正常，我先排查一下',
    '{thing}里第{n}页的数字需要再核对，财务那边说对不上',
    '中午一起吃饭吗？楼下新开了一家面馆',
    '周报已发，请查收。下周重点还是{topic}',
    '这个方案我觉得可以，不过{thing}要补充一下风险说明',
    '大家注意：{time}开始{place}网络维护，预计{n}小时',
    '部屋の予約は取れました。日本のお客様は金曜日にいらっしゃいます。',
    '我把会议纪要整理好了：一、{topic}按计划推进；二、{thing}由我来改；三、{time}再碰一次。',
    '请问{place}的钥匙在谁那里？',
    '{topic}的压测结果出来了，响应时间比上个月快了 {n}0%',
    '生日快乐！🎂 蛋糕在{place}，先到先得',
    '合同已经寄出，快递单号稍后发你',
    '我今天在家办公，有事直接发消息',
    '这个 bug 修好了，原因是时区转换错误，麻烦帮忙 review 一下',
    '谢谢大家的支持，{topic}终于上线了 🎉',
    '有没有人能帮忙看一下{thing}？我算了三遍结果都不一样',
    '下班前记得把{thing}上传，我{time}统一汇总',
    '可以，但是要先经过法务确认',
  ],
  en: [
    'I have updated the {thing} for {topic}, please have a look when you can.',
    'Can we talk about {topic} {time}? There is room in {place}.',
    'Sounds good to me.',
    'Who is looking after {topic}? I have {n} questions.',
    'Thanks! The {thing} reads much better now.',
    'The staging build is up, version 1.{n}.0. Please try to break it.',
    'Heads-up: the network in {place} is down for maintenance {time}.',
    'Just off the phone with the customer. They are happy with {topic} and would like the {thing} {time}.',
    'I will get back to you {time}.',
    'Page {n} of the {thing} does not match what finance sent us.',
    'Lunch? There is a new noodle place downstairs.',
    'Notes from today: {topic} stays on plan, the {thing} is mine, and we meet again {time}.',
    'Found it: the bug was a time zone conversion. A review would be great.',
    'Load test for {topic} is done, {n}0% faster than last month.',
    'Could somebody check the {thing}? I get a different total every time.',
    'Happy birthday! Cake is in {place}.',
    'Working from home today, just write if you need me.',
    'The contract is in the mail; tracking number follows.',
    'Fine with me, but legal has to see it first.',
    'Great work everyone, {topic} is live 🎉',
    'I prefer the second option: it is simpler, and we can still change the {thing} later.',
    'Reminder: please upload your {thing} {time}, I will put everything together.',
  ],
};

const SLOTS: Readonly<Record<Language, Readonly<Record<string, readonly string[]>>>> = {
  zh: {
    topic: [
      '搜索优化',
      '移动端改版',
      '数据迁移',
      '新品发布',
      '客户回访',
      '权限系统',
      '年度预算',
      '消息回执',
      '供应链项目',
    ],
    thing: ['设计稿', '需求文档', '报价单', '测试报告', '排期表', '演示文稿', '接口文档', '预算表'],
    time: ['上午十点', '下午三点', '周五', '明天中午', '下周一', '月底', '今晚'],
    place: ['三楼会议室', '五楼大厅', '上海办公室', '二号仓库', '前台', '培训教室'],
  },
  en: {
    topic: [
      'the search rewrite',
      'mobile onboarding',
      'the data migration',
      'the launch',
      'billing',
      'access rights',
      'the annual budget',
      'read receipts',
    ],
    thing: ['mock-ups', 'spec', 'quote', 'test report', 'roadmap', 'slides', 'API docs', 'budget sheet'],
    time: [
      'at ten',
      'by three',
      'on Friday',
      'tomorrow noon',
      'next Monday',
      'before the end of the month',
      'tonight',
    ],
    place: [
      'the third-floor room',
      'the lobby',
      'the Berlin office',
      'warehouse two',
      'the front desk',
      'the training room',
    ],
  },
};

const REPLIES: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '收到 👍',
    '好的，我马上看',
    '看到了，谢谢',
    '没问题，下午给你',
    '哈哈，同意',
    '这个我来跟进吧',
    '稍等，我确认一下再回复你',
  ],
  en: [
    'Got it 👍',
    'On it, thanks',
    'Seen, will answer this afternoon',
    'Ha, agreed',
    'Let me check and come back to you',
    'I can take that one',
    'Looks right to me',
  ],
};

/** A sentence of an ordinary working day. */
export function sentence(random: Random, language: Language): string {
  const slots = SLOTS[language];
  return pick(random, TEMPLATES[language]).replaceAll(/\{(\w+)\}/g, (_slot, name: string) =>
    name === 'n' ? String(integer(random, 2, 9)) : pick(random, slots[name] ?? []),
  );
}

/** A short answer. */
export function reply(random: Random, language: Language): string {
  return pick(random, REPLIES[language]);
}
