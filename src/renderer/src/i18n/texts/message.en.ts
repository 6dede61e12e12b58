export const messageEn = {
  'message.actions': 'What to do with this message',
  'message.react': 'React',
  'message.reply': 'Reply',
  'message.more': 'More',
  'message.edit': 'Edit',
  'message.edited': 'edited',
  'message.recall': 'Recall',
  'message.pin': 'Pin for everybody',
  'message.unpin': 'Unpin',
  'message.pinned': 'Pinned',
  'message.forward': 'Forward…',
  'message.copy': 'Copy text',
  'message.copyLink': 'Copy link',
  'message.person': 'About {name}',

  'content.card': 'Name card of {name}',
  'content.packet': '[Red packet] {greeting}',
  'content.file': '[File] {name}',
  'content.image': '[Image]',
  'content.forwarded': 'Forwarded: {text}',
  'content.forwards': '{n} forwarded message | {n} forwarded messages',
  'content.recalled': 'Recalled message',

  'format.code': 'Code',
  'format.code.copy': 'Copy code',

  'link.qr': 'QR code of this link',
  'link.title': 'Open this link?',
  'link.text': 'It says “{words}” and leads to {host}. Open it only if you trust who sent it.',
  'link.open': 'Open link',

  'quote.message': 'Message',
  'quote.elsewhere': 'This message is not on this computer.',
  'quote.jump': 'Go to the quoted message',

  'reactions.label': 'Reactions',
  'reactions.chip': '{emoji} by {n} person | {emoji} by {n} people',

  'recalled.mine': 'You recalled a message',
  'recalled.theirs': '{name} recalled a message',
  'recalled.byOther': '{admin} (admin) recalled a message of {name}',
  'recalled.byMe': 'You recalled a message of {name}',
  'recalled.mineByOther': '{admin} (admin) recalled a message of yours',
  'recalled.again': 'Edit again',

  'recall.title': 'Recall this message?',
  'recall.text': 'It disappears for everybody, from their devices and from search.',
  'recall.other.title': 'Recall the message of {name}?',
  'recall.other.text':
    'It disappears for everybody, from their devices and from search. They see that you recalled it.',

  'forward.head': 'Forwarded',
  'forward.title': 'Forward to',

  'choose.none': 'Choose conversations',
  'choose.submit': 'Send to {n} conversation | Send to {n} conversations',

  'pins.title': 'Pinned messages',
  'pins.empty.title': 'Nothing pinned yet',
  'pins.empty.text': 'Pin what everybody here should find at once.',
} as const;
