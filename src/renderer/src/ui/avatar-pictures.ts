import { inject, type InjectionKey } from 'vue';

/** Where avatars get pictures from: whoever draws one says whose it is, and nobody hands pictures on. */
export interface AvatarPictures {
  /**
   * The address of the picture of a person, or of what has a title; `undefined`: none, or it is not known yet. `account`: of the person
   * of an account that is signed in, shown or not. Tracked as any other state.
   */
  urlOf(kind: 'person' | 'title', id: string, account?: string): string | undefined;
  /** Grows when a picture that could not be had may be had now. Tracked likewise. */
  readonly round: number;
}

export const AVATAR_PICTURES: InjectionKey<AvatarPictures> = Symbol('avatar pictures');

/** Where nobody gives any, initials are shown. */
export function useAvatarPictures(): AvatarPictures | undefined {
  return inject(AVATAR_PICTURES, undefined);
}
