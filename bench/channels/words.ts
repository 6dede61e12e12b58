/** An announcement as people write them: a title and three lines. */
export const WORDS = {
  title: '搬到三楼 · We are moving to the third floor',
  text:
    '下周一起，设计与工程团队搬到三楼东侧。纸箱已放在每张桌子旁，请在周五下班前打包好个人物品。\n' +
    'From Monday on, Design & Engineering sit on the third floor, east side. Boxes are beside every desk; IT moves ' +
    'computers and screens.\nhttps://office.example/moving',
  expiresAt: null,
  minVersion: null,
} as const;
