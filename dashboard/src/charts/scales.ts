/** Where values stand in a chart: round ticks, lines and bands. */

/** Round values from at or below the least to at or above the most, about `count` steps apart; 0 is always one of them. */
export function niceTicks(least: number, most: number, { count = 4, whole = false } = {}): number[] {
  const low = Math.min(least, 0)
  const high = Math.max(most, 0) || (low ? 0 : 1)
  const step = niceStep((high - low) / count, whole)
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)]
  return Array.from({ length: last - first + 1 }, (_, place) => rounded((first + place) * step, step))
}

/** The least of 1, 2, 2.5, 5 and 10, times a power of ten, that is not below a rough step. */
function niceStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10)
  return whole ? Math.ceil(step) : step
}

/** Without the noise of binary fractions: 0.3, not 0.30000000000000004; and never -0. */
function rounded(value: number, step: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)))
  return Number(value.toFixed(Math.min(digits, 20))) + 0
}

/** The place of a value on a line from one place to another. */
export function linear([low, high]: readonly [number, number], [start, end]: readonly [number, number]): (value: number) => number {
  const span = high - low
  return (value) => (span ? start + ((value - low) / span) * (end - start) : start)
}

/** Bands of one width side by side, each with a bar in its middle. */
export interface Bands {
  /** From one band to the next. */
  step: number
  /** How wide a bar is. */
  width: number
  /** Where a band begins. */
  start: (index: number) => number
  /** Where a bar begins. */
  bar: (index: number) => number
  middle: (index: number) => number
  /** The band at a place; the nearest one outside of them. */
  at: (place: number) => number
}

export function bands(count: number, [from, to]: readonly [number, number], { gap = 0.25, widest = 56 } = {}): Bands {
  const step = (to - from) / Math.max(count, 1)
  const width = Math.min(Math.max(step * (1 - gap), Math.min(step, 1)), widest)
  const start = (index: number) => from + index * step
  return {
    step,
    width,
    start,
    bar: (index) => start(index) + (step - width) / 2,
    middle: (index) => start(index) + step / 2,
    at: (place) => Math.min(Math.max(Math.floor((place - from) / step), 0), Math.max(count - 1, 0)),
  }
}

/** Each how many bands a label can stand, where a label needs some room. */
export function labelEvery(step: number, room: number): number {
  return Math.max(1, Math.ceil(room / step))
}

/** A path through points; a value that is not there breaks it. One that stands alone is a dot, where line ends are round. */
export function pathOf(points: readonly (readonly [number, number | null])[]): string {
  const known = (index: number) => points[index]?.[1] != null
  return points
    .map(([x, y], index) => {
      if (y === null) return ""
      const alone = !known(index - 1) && !known(index + 1)
      return `${known(index - 1) ? "L" : "M"}${tenths(x)},${tenths(y)}${alone ? "h0" : ""}`
    })
    .join("")
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
