const MAIL_LINK =
  /^mailto:([A-Za-z0-9.!#$&'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)$/i;

/**
 * The address of a `mailto:` link that is nothing but one address; otherwise `null`. Headers, copies and attachments in a
 * link would be somebody else's part in the reader's mail.
 */
export function mailAddressOf(link: string): string | null {
  return MAIL_LINK.exec(link)?.[1] ?? null;
}
