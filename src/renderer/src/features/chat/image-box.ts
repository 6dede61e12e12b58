/** Largest and smallest place of a picture in a bubble; px. */
const MAX_WIDTH = 360;
const MAX_HEIGHT = 320;
const MIN_SIDE = 48;

/**
 * The place of a picture, known before its bytes are (X5): in proportion, never enlarged beyond what can be pressed. What is far
 * too long for its place is cut, not squeezed.
 */
export function imageBox({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  return {
    width: Math.max(MIN_SIDE, Math.round(width * scale)),
    height: Math.max(MIN_SIDE, Math.round(height * scale)),
  };
}
