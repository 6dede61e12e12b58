/** Electron channel names; the request's or event's own name travels as the first argument. */
export const REQUEST_CHANNEL = 'yidu:request';
/** Paths of files that the user has dropped; only the preload script speaks here, so that no path is the page's. */
export const FILES_CHANNEL = 'yidu:files';
export const EVENT_CHANNEL = 'yidu:event';
