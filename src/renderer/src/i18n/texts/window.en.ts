export const windowEn = {
  'app.broken.title': 'Yidu could not start',
  'app.broken.text': 'Your messages are safe on this computer. Quit Yidu and open it again.',
  'app.newer.text':
    'Your messages were written by a newer version of Yidu and are safe. Install that version to open them.',
  'app.tagline': 'Know it was read. Find it again.',

  'rail.label': 'Main',
  'rail.chats': 'Chats',
  'rail.contacts': 'Contacts',
  'rail.channels': 'Channels',
  'rail.channels.unread': '{n} unread announcement | {n} unread announcements',
  'rail.search': 'Search',
  'rail.settings': 'Settings',
  'rail.settings.update': 'an update is ready',
  'rail.account': 'Account of {name}',
  'rail.unread': '{n} unread message | {n} unread messages',
  'rail.account.elsewhere': '{n} unread message in another account | {n} unread messages in other accounts',

  'account.settings': 'Settings',
  'account.signOut': 'Sign out…',
  'account.switch': 'Accounts',
  'account.switchTo': '{name}, {relay}',
  'account.add': 'Add an account…',
  'account.lock': 'Lock',
  'account.add.cancel': 'Back to {name}',

  'window.gone.title': 'This conversation is not here',
  'window.gone.text': 'It belongs to another account, or has not arrived yet.',

  'toast.region': 'Messages from Yidu',
} as const;
