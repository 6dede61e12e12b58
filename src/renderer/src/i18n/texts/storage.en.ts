export const storageEn = {
  'blocked.title': '{name}’s messages could not be opened',
  'blocked.locked':
    'Another program is using them, perhaps a second Yidu or a backup. They are safe. Close it and try again.',
  'blocked.readOnly':
    'Yidu may not write where they are kept. They are safe. Allow writing in that folder and try again.',
  'blocked.full': 'The disk is full. Your messages are safe. Free some space and try again.',
  'blocked.other': 'They are as they were. Try again, or restart this computer if that does not help.',
  'blocked.retry': 'Try again',
  'blocked.signOut': 'Sign out',

  'storage.full':
    'The disk is full: nothing new is stored or sent. Nothing is lost; it goes on by itself when there is room.',
  'storage.readOnly':
    'The disk does not let Yidu write: nothing new is stored or sent. Nothing is lost; it goes on by itself.',
  'storage.damaged': 'The file of your messages is damaged. What can be read is being taken over …',
  'storage.failing': 'Your messages cannot be stored just now. Nothing is lost; Yidu keeps trying.',
  'storage.messages': 'Messages',
  'storage.messages.index': '{size} of it for search',
  'storage.files': 'Files',
  'storage.files.hint': 'Pictures and files that were sent or opened here.',
  'storage.clear': 'Remove…',
  'storage.clear.title': 'Remove files from this computer?',
  'storage.clear.text': 'They stay at the relay, and come again when you open them. Messages stay.',
  'storage.clear.action': 'Remove files',
  'storage.limit': 'Keep files up to',
  'storage.free': 'Free on this disk',
  'storage.reindex': 'Search index',
  'storage.reindex.hint': 'If a search misses what is there, make it anew.',
  'storage.reindex.running': 'Being made anew: {n} %',
  'storage.reindex.action': 'Make anew…',
  'storage.reindex.title': 'Make the search index anew?',
  'storage.reindex.text': 'Messages are found again bit by bit, the newest first. Nothing else changes.',
  'storage.reindex.confirm': 'Make anew',

  'recovery.title': 'Your messages were recovered',
  'recovery.damaged':
    'The file that holds your messages was damaged. Yidu made a new one and took over what it could read.',
  'recovery.unreadable':
    'The file that holds your messages was damaged, and nothing in it could be read. Yidu made a new one.',
  'recovery.empty': 'The file that holds your messages was empty. Yidu made a new one.',
  'recovery.foreign':
    'In the place of your messages was the file of another program or account. It was set aside as it is.',
  'recovery.saved': 'Taken over',
  'recovery.unsent': 'No unsent messages | {n} unsent message | {n} unsent messages',
  'recovery.drafts': 'No drafts | {n} draft | {n} drafts',
  'recovery.messages':
    'No messages of your history | {n} message of your history | {n} messages of your history',
  'recovery.running': 'The rest of your history is still being taken over.',
  'recovery.rest': 'Whatever is missing comes from the relay by itself.',
  'recovery.rest.offline': 'Whatever is missing comes from the relay as soon as you are connected.',
  'recovery.file': 'The old file is kept here',
  'recovery.done': 'OK',

  'archive.title': 'Take your history along',
  'archive.export': 'Export',
  'archive.export.hint':
    'A folder with everything that is on this computer, to read in any browser. It is not encrypted.',
  'archive.export.action': 'Export…',
  'archive.export.title': 'Export history',
  'archive.export.text': 'Whoever has the folder can read it: keep it where only you can.',
  'archive.export.which': 'Conversations',
  'archive.export.all': 'All',
  'archive.export.some': 'Some',
  'archive.export.files': 'With files',
  'archive.export.files.hint': 'Those that are on this computer.',
  'archive.export.begin': 'Choose a place…',
  'archive.export.choose': 'Choose conversations…',
  'archive.export.chosen': 'Export {n} conversation | Export {n} conversations',
  'archive.import': 'Import',
  'archive.opened.title': 'Import “{name}”?',
  'archive.import.hint':
    'Only what you have exported yourself: Yidu cannot check who wrote what is in a folder.',
  'archive.import.action': 'Import…',
  'archive.exporting': 'Exporting: {n} %',
  'archive.importing': 'Importing: {n} %',
  'archive.exported': '{n} message exported. | {n} messages exported.',
  'archive.exported.announcements': '{n} announcement exported. | {n} announcements exported.',
  'archive.conversations': 'From {n} conversation. | From {n} conversations.',
  'archive.imported': '{n} message is new here. | {n} messages are new here.',
  'archive.imported.announcements': '{n} announcement is new here. | {n} announcements are new here.',
  'archive.imported.archiveOnly':
    '{n} conversation that your relay does not know is under Archived, to read and to search. | {n} conversations that your relay does not know are under Archived, to read and to search.',
  'archive.imported.conflicts':
    '{n} message stayed as it is here: the archive says another. | {n} messages stayed as they are here: the archive says others.',
  'archive.failed.place': 'Found at {place}',
} as const;
