/** Electron channel names; the request's or event's own name travels as the first argument. */
export const REQUEST_CHANNEL = 'yidu:request';
export const EVENT_CHANNEL = 'yidu:event';
