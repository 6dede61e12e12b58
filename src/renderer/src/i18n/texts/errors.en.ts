export const errorsEn = {
  'error.bad_frame': 'The relay did not understand this app. Nothing was changed. Update Yidu and try again.',
  'error.unknown_command':
    'The relay is too old for this. Nothing was changed. Ask whoever hosts it to update.',
  'error.bad_args': 'Something in there is not allowed. Nothing was changed; check it and try again.',
  'error.unsupported_version':
    'This Yidu and the relay are too far apart in age. Your messages are safe. Update the older one.',
  'error.hello_required': 'The connection was confused. Nothing was changed. Try again.',
  'error.not_signed_in': 'You are signed out. Your history is safe here. Sign in again.',
  'error.already_signed_in': 'You are already signed in.',
  'error.bad_credentials': 'Name or password is wrong. Check both and try again.',
  'error.bad_token': 'This device was signed out. Your history is safe here. Sign in again.',
  'error.locked_out': 'Too many wrong passwords. Wait a while, then try again.',
  'error.locked_out.in':
    'Too many wrong passwords. Try again in {n} s. | Too many wrong passwords. Try again in {n} s.',
  'error.name_taken': 'Somebody already has this name. Choose another.',
  'error.registration_closed': 'This relay takes no new accounts. Ask whoever hosts it.',
  'error.bad_invite': 'This invitation is not valid any more. Ask for a new one.',
  'error.not_found': 'It is no longer there. Nothing was changed.',
  'error.forbidden': 'You may not do that here. Nothing was changed.',
  'error.too_many': 'That is more than fits. Nothing was changed; try with fewer.',
  'error.rate_limited': 'That was too fast. Nothing is lost; wait a moment and try again.',
  'error.busy': 'The relay is busy. Nothing is lost; try again in a moment.',
  'error.shutting_down': 'The relay is restarting. Nothing is lost; try again in a moment.',
  'error.internal': 'Something went wrong. What you wrote is kept; try again.',
  'error.offline': 'You are offline. Nothing is lost; try again when you are back.',
  'error.unreachable': 'There is no relay at this address. Check the address, and that the relay is running.',
  'error.port_taken':
    'Another program on this computer uses the port of this relay. Close that program, then start the relay again.',
  'error.proxy_refused':
    'The proxy on the way lets nothing through. Check its name and password in Settings → Network. Nothing is lost.',
  'error.wrong_certificate':
    'This relay shows another certificate than expected, so nothing was sent. Ask whoever runs it for a new link.',
  'error.untrusted_certificate':
    'Nobody vouches for this relay’s certificate, so nothing was sent. Ask whoever runs it for a link, and join with that.',
  'error.timeout': 'The relay did not answer in time. Nothing is lost; try again.',
  'error.cancelled': 'Cancelled.',
  'error.locked': 'Yidu is locked. Enter your passcode first.',
  'error.keychain_closed':
    'The keychain of this computer is closed. Nothing was changed; unlock it and try again.',
  'error.no_account': 'You are signed out. Sign in again.',
  'error.store_newer':
    'Your messages were written by a newer Yidu and are safe. Install that version to open them.',
  'error.store_failed': 'Your disk could not be read or written. What you wrote is kept here; try again.',
  'error.store_locked': 'Another program is using your messages. What you wrote is kept here; try again.',
  'error.store_read_only': 'The disk does not let Yidu write. What you wrote is kept here; try again.',
  'error.store_damaged':
    'The file of your messages is being repaired. What you wrote is kept here; try again.',
  'error.disk_full': 'The disk is full. What you wrote is kept; free some space and try again.',
  'error.too_large': 'The file is too large. Nothing was sent.',
  'error.type_not_allowed': 'The relay takes no files of this kind. Nothing was sent.',
  'error.too_few_points': 'You have fewer points than that. Nothing was sent.',
  'error.quota_exceeded':
    'There is no room left for your files on the relay. Recall old ones, or ask whoever runs it.',
  'error.source_missing': 'The file is not there any more, or cannot be read. Choose it again.',
  'error.source_changed': 'The file was changed after you chose it. Choose it again.',
  'error.archive_invalid': 'This is no whole archive of Yidu. Nothing was brought in from it.',
  'error.archive_newer': 'This archive was made by a newer Yidu. Nothing was brought in; update Yidu first.',
  'error.folder_failed': 'The folder could not be read or written. Choose another one.',
  'error.lost':
    'The relay has lost this message: it was put back to an older state. Your text is kept; send it again or delete it.',
  'error.update_refused':
    'An update was offered that the makers of Yidu have not signed. It was not installed; tell whoever runs your relay.',
  'error.file_damaged': 'The file did not arrive whole. Nothing was kept; try again.',

  'failed.forbidden': 'Not sent: you are no longer in this group. Your text is kept.',
  'failed.muted': 'Not sent: you are muted. Your text is kept.',
  'failed.other': 'Not sent. Your text is kept.',
  'failed.source': 'Not sent: the file was moved or changed. Choose it again.',
  'failed.large': 'Not sent: the relay takes no files of this size.',
  'failed.type': 'Not sent: the relay takes no files of this kind.',
  'failed.lost': 'The relay has lost it. Your text is kept.',
  'failed.quota': 'Not sent: there is no room left for your files on the relay.',
} as const;
