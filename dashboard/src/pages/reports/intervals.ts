/** What the intervals of a report are called. */

import { daysIn, lastOf, monthOf, shortDay, shortMonth, shownMonth, shownRange, weekDay } from "../../format/days.ts"
import type { Interval, Range } from "../../url/range.ts"

/** Whole: "Fri 20 Nov 2026", "Nov 2026" or, where it is cut, its days. */
export function nameOf({ from, to }: Range): string {
  if (from === to) return weekDay(from)
  return isMonth(from, to) ? shownMonth(monthOf(from)) : shownRange(from, to)
}

/** At the axis. */
export function shortOf({ from }: Range, interval: Interval): string {
  if (interval === "day" || interval === "week") return shortDay(from)
  return interval === "year" ? from.slice(0, 4) : shortMonth(monthOf(from))
}

function isMonth(from: string, to: string): boolean {
  return from.endsWith("-01") && to === lastOf(monthOf(from)) && daysIn(from, to) <= 31
}
