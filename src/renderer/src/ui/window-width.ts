// What the styles' media queries say, for what is done beyond styles.

/** The details cover the conversation. */
export function detailsCover(): boolean {
  return window.innerWidth <= 900;
}

/** List or conversation, one at a time. */
export function showsOnePane(): boolean {
  return window.innerWidth <= 640;
}
