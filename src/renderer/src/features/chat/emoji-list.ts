/** Offered at once. */
export const QUICK_EMOJI: readonly string[] = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];

const list = (line: string): readonly string[] => line.split(' ');

/** Everyday emoji by subject, as the picker shows them. */
export const EMOJI_GROUPS = [
  {
    subject: 'emoji.faces',
    emoji: list('😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 🤗 😴 😮 😢 😭 😤 😱 🙄 😬 🤯 😇 🥳'),
  },
  { subject: 'emoji.hands', emoji: list('👍 👎 👌 ✌️ 🤝 👏 🙌 🙏 💪 👀 👋 🫡 🤞 ☝️ 🫶 ✍️') },
  {
    subject: 'emoji.things',
    emoji: list('❤️ 💔 🔥 ✨ 🎉 🎂 🌹 ☕ 🍵 🍻 🍚 🚀 💡 📌 📎 💰 🧧 🏆 🌈 🌙 ☀️ 🐶 🐱 🐼'),
  },
  { subject: 'emoji.signs', emoji: list('✅ ❌ ❓ ❗ 💯 ➕ ⏰ ⚠️') },
] as const;
