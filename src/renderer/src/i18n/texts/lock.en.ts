export const lockEn = {
  'lock.title': 'Yidu is locked',
  'lock.lead': 'Nothing is shown until you enter your passcode.',
  'lock.passcode': 'Passcode',
  'lock.unlock': 'Unlock',
  'lock.unlockIn': 'Unlock (in {n} s) | Unlock (in {n} s)',
  'lock.wrong': 'This is not your passcode.',
  'lock.wait':
    'This is not your passcode. Try again in {n} second. | This is not your passcode. Try again in {n} seconds.',
  'lock.forgotten': 'Forgotten your passcode?',
  'lock.anew.title': 'Sign out and start anew?',
  'lock.anew.text':
    'Nobody can open what is on this computer without the passcode. All accounts are signed out here, and their messages and files are removed from this computer. When you sign in again, the history comes back from the relay; drafts and messages that were not sent yet do not.',
  'lock.anew.action': 'Remove and start anew',
  'lock.set': 'Set a passcode…',
  'lock.change': 'Change…',
  'lock.remove': 'Remove…',
  'lock.set.title': 'Set a passcode',
  'lock.set.text':
    'Nobody can look it up for you. Without it, what is on this computer cannot be read again, and you have to sign in anew.',
  'lock.set.action': 'Set passcode',
  'lock.change.title': 'Change the passcode',
  'lock.change.action': 'Change passcode',
  'lock.remove.title': 'Remove the passcode',
  'lock.remove.text': 'Yidu will open without asking, and not lock any more.',
  'lock.remove.action': 'Remove passcode',
  'lock.current': 'Passcode now',
  'lock.next': 'New passcode',
  'lock.next.hint': 'At least 6 characters. A few words protect a stolen disk much better than digits.',
  'lock.again': 'New passcode again',
  'lock.tooShort': 'Use at least 6 characters',
  'lock.notTheSame': 'The two are not the same',
  'lock.on.hint': 'Yidu locks when it starts, when the screen locks or the computer sleeps, and with {keys}.',
  'lock.on.web': 'Yidu locks when it starts, and with {keys}.',
  'lock.off.hint': 'Locks Yidu, and what it keeps on this disk, with words that only you know.',
  'lock.idle': 'Also lock when nobody is there for',
  'lock.idle.minutes': '{n} min | {n} min',
  'lock.idle.never': 'Never',
  'lock.disk': 'On this disk',
  'lock.protects.keychain':
    'Messages are encrypted. The key is in the keychain of this computer, so who can sign in to this computer as you can read them. Files that you sent or opened are not encrypted.',
  'lock.protects.both':
    'Messages are encrypted, and open with your passcode and the keychain of this computer only. Files that you sent or opened are not encrypted.',
  'lock.protects.passcode':
    'Messages are encrypted and open with your passcode only. There is no keychain here, so a longer passcode is worth it. Files that you sent or opened are not encrypted.',
  'lock.protects.nothing':
    'Messages are encrypted, but there is no keychain here: the key lies beside them, in a file that only your user may read. Who reads this disk reads them. A passcode protects them.',

  'keychain.title': 'The keychain of this computer is closed',
  'keychain.text':
    'Yidu keeps the key of your messages there and is not given it. Your messages are as they were. Unlock the keychain and try again. If that does not help, quit Yidu and open it again: some systems give a key only to a program that has just started.',
  'keychain.retry': 'Try again',
  'keychain.still': 'The keychain is still closed.',
  'keychain.quit': 'Quit Yidu',
  'keychain.giveUp': 'Go on without the key…',
  'keychain.giveUp.title': 'Go on without the messages on this computer?',
  'keychain.giveUp.text':
    'Nobody can read them without this key. They are set aside and not deleted, and you sign in again. The history comes back from the relay; drafts and messages that were not sent yet do not.',
  'keychain.giveUp.action': 'Go on without them',
} as const;
