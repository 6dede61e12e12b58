import type * as z from 'zod';
import type { AppError, ErrorCode } from '../../../../shared/errors.ts';
import { AccountName, ConversationTitle, DisplayName, Password } from '../../../../shared/model/person.ts';
import type { TextKey } from '../../i18n/en.ts';

export type LoginField = 'relayName' | 'url' | 'displayName' | 'name' | 'password' | 'invite';

/** What to say beside a field; fields without a problem are absent. */
export type FieldErrors = Partial<Record<LoginField, TextKey>>;

const RULES: Record<LoginField, { schema: z.ZodType; text: TextKey }> = {
  relayName: { schema: ConversationTitle, text: 'field.title' },
  url: { schema: ConversationTitle, text: 'field.tooLong' },
  displayName: { schema: DisplayName, text: 'field.displayName' },
  name: { schema: AccountName, text: 'field.name' },
  password: { schema: Password, text: 'field.password' },
  invite: { schema: ConversationTitle, text: 'field.tooLong' },
};

/** Checks what can be known before asking. When signing in, name and password only need to be there. */
export function checkFields(values: Partial<Record<LoginField, string>>, strict: boolean): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of Object.keys(RULES) as LoginField[]) {
    const value = values[field];
    if (value === undefined) continue;
    if (value.trim() === '') errors[field] = 'field.required';
    else if (strict && !RULES[field].schema.safeParse(value).success) errors[field] = RULES[field].text;
  }
  return errors;
}

const FIELD_OF: Partial<Record<ErrorCode, LoginField>> = {
  bad_credentials: 'password',
  locked_out: 'password',
  name_taken: 'name',
  bad_invite: 'invite',
  unreachable: 'url',
  timeout: 'url',
  proxy_refused: 'url',
  unsupported_version: 'url',
  wrong_certificate: 'url',
  untrusted_certificate: 'url',
};

function isLoginField(name: string): name is LoginField {
  return Object.hasOwn(RULES, name);
}

/** The field an answer belongs to; `null`: it concerns the form as a whole. */
export function fieldOfError(error: AppError): LoginField | null {
  if (error.code === 'bad_args' && error.field !== undefined && isLoginField(error.field)) return error.field;
  return FIELD_OF[error.code] ?? null;
}
