export const peopleEn = {
  'contacts.title': 'Contacts',
  'contacts.filter': 'Find people',

  'newChat.title': 'New chat',
  'newChat.search': 'Search people by name',
  'newChat.lead': 'Choose one person for a direct chat, or several for a group.',
  'newChat.groupTitle': 'Name of the group',
  'newChat.direct': 'Start chat',
  'newChat.group': 'Create group with {n} person | Create group with {n} people',
  'newChat.none': 'Choose people',

  'join.title': 'Join a group',
  'join.lead': 'Paste the invite link that somebody sent you.',
  'join.link': 'Invite link',
  'join.placeholder': 'yidu://join/…',
  'join.submit': 'Join',
  'join.wrong': 'This is not an invite link to a group. It begins with yidu://join/',
  'join.relay': 'This link invites new colleagues to a relay, not to a group.',
  'join.open': 'Join by link',

  'people.nobody': 'Nobody is called “{query}”.',
  'people.empty': 'Nobody else is on this relay yet. Give your colleagues its address.',
  'people.more':
    'Only the first {n} person is listed. Type more of a name to find others. | Only the first {n} people are listed. Type more of a name to find others.',
  'people.remove': 'Remove {name}',

  'person.label': 'About {name}',
  'person.message': 'Message',
  'person.card': 'Send card…',
  'person.gone': 'Account given up',

  'card.kind': 'Name card',
  'card.title': 'Send name card to',

  'presence.online': 'Online',
  'presence.offline': 'Not here now',
} as const;
