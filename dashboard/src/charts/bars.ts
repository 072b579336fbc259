/** The bars of a chart, and what they say in words. */

import type { OrdersSearch } from "../url/searches.ts"

export interface Bar {
  /** Whole, for the read-out and the table: "Fri, 20 Nov 2026". */
  name: string
  /** Below the axis, where there is room. */
  short: string
  /** One for each series, standing on each other; null where there is none. */
  values: (number | null)[]
  /** What it is compared with. */
  before?: { name: string; value: number | null }
  /** The orders that it leads to. */
  orders?: OrdersSearch
}

export type Shown = (value: number | null) => string

/** What a bar stands for, without its name: "$12.00", or "New 2, returning 5". */
export function valuesOf({ values }: Bar, series: string[], shown: Shown): string {
  return series.length > 1 ? series.map((name, place) => `${name} ${shown(values[place] ?? null)}`).join(", ") : shown(values[0] ?? null)
}

/** A bar as one sentence, for those who hear it. */
export function told(bar: Bar, series: string[], shown: Shown): string {
  const before = bar.before ? `; ${bar.before.name}: ${shown(bar.before.value)}` : ""
  return `${bar.name}: ${valuesOf(bar, series, shown)}${before}`
}

/** The least and the most that a chart has to show: whole stacks, and the comparison. */
export function extent(bars: Bar[]): [number, number] {
  const tops = bars.flatMap((bar) => [stackOf(bar.values), bar.before?.value ?? 0])
  return [Math.min(0, ...tops), Math.max(0, ...tops)]
}

export function stackOf(values: (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

/** Where the pieces of a bar begin and end, from the axis outwards. */
export function pieces(values: (number | null)[]): { from: number; to: number }[] {
  let sum = 0
  return values.map((value) => {
    const from = sum
    sum += value ?? 0
    return { from, to: sum }
  })
}
