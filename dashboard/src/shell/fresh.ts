/** Up to when the figures on the page are, told from what the status has said and from when the panels were answered. */

/** What the status has said, and when it was first heard; times are the browser's, in milliseconds. */
export interface Heard {
  asOf: string | null
  at: number
}

/** An answer that is on the page. */
export interface Shown {
  asOf: string | null
  source?: string
  at: number
}

export interface Fresh {
  asOf: string | null
  /** Whether newer orders have arrived than the page shows. */
  behind: boolean
  recounted: boolean
}

const KEPT = 100

/** What was heard, with this added if it is news. */
export function hear(before: Heard[], asOf: string | null, at: number): Heard[] {
  return before.at(-1)?.asOf === asOf && before.length ? before : [...before, { asOf, at }].slice(-KEPT)
}

/**
 * How fresh the page is: as its oldest answer. An answer that has not changed keeps the `asOf` that it came with, so what counts
 * is also what the status said when it was answered.
 */
export function freshOf(heard: Heard[], shown: Shown[]): Fresh {
  const newest = heard.at(-1)?.asOf ?? null
  const moments = shown.map(({ asOf, at }) => later(asOf, heard.findLast((each) => each.at <= at)?.asOf ?? heard[0]?.asOf ?? null))
  const oldest = moments.reduce((one, other) => (later(one, other) === one ? other : one), newest)
  return { asOf: oldest, behind: oldest !== newest, recounted: shown.some(({ source }) => source === "recount") }
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return Date.parse(one) >= Date.parse(other) ? one : other
}
