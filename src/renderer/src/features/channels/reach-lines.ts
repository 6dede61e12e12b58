import type { ReachPoint } from '../../../../shared/model/channel.ts';

export interface ReachLines {
  /** SVG paths of steps within 0 … `width` and 0 … `height`, y downwards. */
  readonly delivered: string;
  readonly read: string;
}

/**
 * What has been reached by each moment, as two rising lines from the release to `until`. `of` is the top; a span counts where it
 * begins.
 */
export function reachLines(
  points: readonly ReachPoint[],
  span: { readonly from: number; readonly until: number; readonly of: number },
  size: { readonly width: number; readonly height: number },
): ReachLines {
  const { from, until, of } = span;
  const last = points.at(-1)?.at ?? from;
  const length = Math.max(1, until - from, last - from);
  const x = (at: number): string => round(((at - from) / length) * size.width);
  const y = (count: number): string => round(size.height * (1 - Math.min(1, count / Math.max(1, of))));
  const line = (countOf: (point: ReachPoint) => number): string => {
    let sum = 0;
    let path = `M0 ${y(0)}`;
    for (const point of points) {
      path += `H${x(Math.max(from, point.at))}`;
      sum += countOf(point);
      path += `V${y(sum)}`;
    }
    return `${path}H${round(size.width)}`;
  };
  return { delivered: line(({ delivered }) => delivered), read: line(({ read }) => read) };
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
