export const profileEn = {
  'profile.name.change': 'Change name',
  'profile.picture.choose': 'Choose a picture',
  'profile.picture.change': 'Change picture',
  'profile.picture.remove': 'Remove picture',
  'profile.picture.none': 'This cannot be shown as a picture. Choose a PNG, JPEG, WebP or GIF.',
  'profile.picture.large': 'This picture is too large. Choose a smaller one.',
  'profile.crop.title': 'Choose what is shown',
  'profile.crop.label': 'The part of the picture that is shown',
  'profile.crop.hint': 'Drag it, or move it by the arrow keys. + and − zoom.',
  'profile.crop.zoom': 'Zoom',
  'profile.crop.larger': 'Larger',
  'profile.crop.smaller': 'Smaller',
} as const;
