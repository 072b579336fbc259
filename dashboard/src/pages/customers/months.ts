/** The months of a customer as bars. */

import type { CustomerMonth } from "../../api/types.ts"
import { addDays, addMonths, monthOf } from "../../format/days.ts"

export const MOST_MONTHS = 24

/** The currency of the bars: the shop's, or the one with the most orders where nothing was bought in it. */
export function currencyOf(months: CustomerMonth[], main: string): string {
  const orders = new Map<string, number>()
  for (const { currency, orderCount } of months) orders.set(currency, (orders.get(currency) ?? 0) + orderCount)
  if (orders.has(main) || orders.size === 0) return main
  return [...orders].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? main
}

/** Every month from the first one up to this one, oldest first, those without a document with zeros; the newest 24 at most. */
export function filled(months: CustomerMonth[], currency: string, today: string): CustomerMonth[] {
  const there = new Map(months.filter((each) => each.currency === currency).map((each) => [each.month, each]))
  const known = [...there.keys()].toSorted()
  const first = known[0]
  if (!first) return []
  const last = latest(known.at(-1) ?? first, monthOf(today))
  const all: CustomerMonth[] = []
  for (let month = last; month >= first && all.length < MOST_MONTHS; month = monthOf(addMonths(`${month}-01`, -1))) {
    all.unshift(there.get(month) ?? { month, currency, spend: 0, orderCount: 0, creditCount: 0 })
  }
  return all
}

/** A bar in parts of the chart's height, from above. */
export interface Bar {
  top: number
  size: number
}

/** The bars and the line of zero between them; what is negative hangs below it. */
export function barsOf(values: number[]): { zero: number; bars: Bar[] } {
  const most = Math.max(0, ...values)
  const span = most - Math.min(0, ...values)
  if (span === 0) return { zero: 1, bars: values.map(() => ({ top: 1, size: 0 })) }
  return { zero: most / span, bars: values.map((value) => ({ top: (most - Math.max(0, value)) / span, size: Math.abs(value) / span })) }
}

/** The first and the last day of a month. */
export function daysOf(month: string): { from: string; to: string } {
  const from = `${month}-01`
  return { from, to: addDays(addMonths(from, 1), -1) }
}

function latest(one: string, other: string): string {
  return one > other ? one : other
}
