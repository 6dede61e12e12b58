/** A moment as an input of the type `datetime-local` has it, in local time; `null`: empty. */
export function toField(at: number | null): string {
  if (at === null) return '';
  const date = new Date(at);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The other way; `null`: empty, or no moment. */
export function fromField(text: string): number | null {
  const at = text === '' ? NaN : new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
