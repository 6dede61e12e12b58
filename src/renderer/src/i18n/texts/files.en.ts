export const filesEn = {
  'transfer.pause': 'Pause',
  'transfer.resume': 'Go on',
  'transfer.cancel': 'Cancel',
  'transfer.paused': 'Paused · {size}',
  'transfer.share': '{share} of {size}',

  'file.open': 'Open {name}',
  'file.save': 'Save {name}',
  'file.saved': 'Saved · {size}',
  'file.failed': 'Not fetched · {size}',

  'image.open': 'Show {name}',
  'image.failed': 'The image cannot be shown',
  'image.failed.retry': 'The image cannot be shown. Try again',

  'viewer.place': '{n} of {total}',
  'viewer.previous': 'Previous image',
  'viewer.next': 'Next image',
  'viewer.zoomIn': 'Zoom in',
  'viewer.zoomOut': 'Zoom out',
} as const;
