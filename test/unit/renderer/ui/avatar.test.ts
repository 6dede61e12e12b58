// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { nextTick, reactive } from 'vue';
import { expect, it } from 'vitest';
import { AVATAR_PICTURES } from '../../../../src/renderer/src/ui/avatar-pictures.ts';
import Avatar from '../../../../src/renderer/src/ui/Avatar.vue';

function avatar(url: string | undefined) {
  const state = reactive({ url, round: 0 });
  const pictures = {
    urlOf: (kind: string, id: string) => state.url && `${state.url}/${kind}/${id}`,
    get round() {
      return state.round;
    },
  };
  const shown = mount(Avatar, {
    props: { id: 'anna', name: 'Anna B' },
    global: { provide: { [AVATAR_PICTURES as symbol]: pictures } },
  });
  return { state, shown, picture: () => shown.find('img') };
}

it('shows letters where nobody gives pictures, or there is none', () => {
  const alone = mount(Avatar, { props: { id: 'anna', name: 'Anna B' } });
  expect(alone.find('img').exists()).toBe(false);
  expect(alone.find('.avatar').attributes('data-letters')).toBe('AB');
  expect(avatar(undefined).picture().exists()).toBe(false);
});

it('shows a picture once it is there, and another one when it has changed', async () => {
  const { state, shown, picture } = avatar('/one');
  expect(picture().attributes('src')).toBe('/one/person/anna');
  expect(picture().classes()).not.toContain('loaded');
  expect(shown.find('.avatar').attributes('data-letters')).toBe('AB');
  await picture().trigger('load');
  expect(picture().classes()).toContain('loaded');
  state.url = '/two';
  await nextTick();
  expect(picture().attributes('src')).toBe('/two/person/anna');
  expect(picture().classes()).not.toContain('loaded');
  state.url = undefined;
  await nextTick();
  expect(picture().exists()).toBe(false);
});

it('says whose account it is about', () => {
  const urlOf = (kind: string, id: string, account?: string): string =>
    `/${kind}/${id}/${account ?? 'shown'}`;
  const shown = mount(Avatar, {
    props: { id: 'anna', name: 'Anna B', account: 'work' },
    global: { provide: { [AVATAR_PICTURES as symbol]: { urlOf, round: 0 } } },
  });
  expect(shown.find('img').attributes('src')).toBe('/person/anna/work');
});

it('never shows a broken picture, and tries again when there may be one', async () => {
  const { state, picture } = avatar('/one');
  await picture().trigger('error');
  expect(picture().exists()).toBe(false);
  state.round += 1;
  await nextTick();
  expect(picture().exists()).toBe(true);
});
