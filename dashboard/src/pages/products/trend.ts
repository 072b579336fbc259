/** The trend of a product as bars. */

import type { Bar } from "../../charts/bars.ts"
import type { ProductInterval, ProductTrend } from "../../api/types.ts"
import { addDays, addMonths, daysIn, longDay, monthOf, shortDay, shownMonth, shownRange, today } from "../../format/days.ts"
import { type Range, type RangeSearch, rangeOf } from "../../url/range.ts"
import type { Measure } from "../../url/searches.ts"

export type TrendInterval = "day" | "month"

const MOST_DAYS = 366

/** The range of the address; a product is looked at over twelve months where it says nothing. */
export function rangeShown({ range, from, to }: RangeSearch): RangeSearch {
  return from || range ? { range, from, to } : { range: "12m" }
}

export function productRange(search: RangeSearch, zone: string, now = new Date()): Range {
  return rangeOf(rangeShown(search), zone, now)
}

/** Whether the API tells the days of a range. */
export function canBeDaily({ from, to }: Range): boolean {
  return daysIn(from, to) <= MOST_DAYS
}

/** The interval that was chosen, where it can be; else one that gives some dozens of bars at most. */
export function intervalFor(chosen: TrendInterval | undefined, range: Range): TrendInterval {
  if (!canBeDaily(range)) return "month"
  return chosen ?? (daysIn(range.from, range.to) <= 62 ? "day" : "month")
}

/** The trend in a currency; in the main one where that is not there. */
export function trendIn(trends: ProductTrend[], currency: string | undefined): ProductTrend | undefined {
  return trends.find((trend) => trend.currency === currency) ?? trends[0]
}

/** Each interval as a bar that leads to its orders. */
export function barsOf(intervals: ProductInterval[], measure: Measure, product: string): Bar[] {
  return intervals.map((interval) => ({
    ...namesOf(interval),
    values: [interval[measure]],
    orders: { product, from: interval.from, to: interval.to },
  }))
}

/** What was sold in the whole range. */
export function sumOf(intervals: ProductInterval[], measure: Measure): number {
  return intervals.reduce((sum, interval) => sum + interval[measure], 0)
}

export function isNothing(trends: ProductTrend[]): boolean {
  return trends.every(({ intervals }) => intervals.every(({ orders, credits }) => orders === 0 && credits === 0))
}

/** The thirty days that end with the last sale. */
export function aroundLast(lastSold: string, zone: string): Range {
  const day = today(zone, new Date(lastSold))
  return { from: addDays(day, -29), to: day }
}

function namesOf({ from, to }: ProductInterval): Pick<Bar, "name" | "short"> {
  if (from === to) return { name: longDay(from), short: shortDay(from) }
  const isWhole = from.endsWith("-01") && to === addDays(addMonths(from, 1), -1)
  return { name: isWhole ? shownMonth(monthOf(from)) : shownRange(from, to), short: shownMonth(monthOf(from)) }
}
