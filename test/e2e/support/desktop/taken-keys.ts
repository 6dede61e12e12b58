/** Keys that another program of the desktop holds. */
export const TAKEN_KEYS = 'Control+Alt+T';
