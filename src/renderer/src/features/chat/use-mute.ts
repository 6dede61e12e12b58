import { computed, type ComputedRef } from 'vue';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import { momentTime } from '../../i18n/time-format.ts';
import { useNow } from '../../i18n/use-now.ts';
import type { Texts } from '../../i18n/use-texts.ts';
import { useRelayRules } from '../../stores/relay-rules.ts';

/** A mute that ends later than this is one for good. */
const FOR_GOOD_MS = 100 * 365 * 86_400_000;

/** That I am muted here, in words; '' when I am not. It ends by itself, as the relay's clock goes. */
export function useMute(
  row: () => ConversationRow,
  { t, locale }: Pick<Texts, 't' | 'locale'>,
): ComputedRef<string> {
  const relay = useRelayRules();
  const now = useNow(1_000);
  return computed(() => {
    const { mutedUntil } = row();
    if (mutedUntil === null) return '';
    const left = mutedUntil - (relay.rules?.clockAheadMs ?? 0) - now.value;
    if (left <= 0) return '';
    if (left > FOR_GOOD_MS) return t('composer.muted');
    return t('composer.muted.until', { time: momentTime(now.value + left, now.value, locale.value) });
  });
}
