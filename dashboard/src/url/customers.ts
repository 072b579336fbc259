/** The month whose best customers are asked for: one that moves with the days, or one that stays. */

import { addMonths, isDay, monthOf, today } from "../format/days.ts"

export const MOVING_MONTHS = { this: "This month", last: "Last month" } as const
export type MovingMonth = keyof typeof MOVING_MONTHS

const MOST_MONTHS = 60

/** What the address says of a month, if that can be used: "this", "last" or "2026-10". */
export function monthSearch(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined
  return Object.hasOwn(MOVING_MONTHS, value) || isMonth(value) ? value : undefined
}

/** The month that is meant, like 2026-10. */
export function monthAsked(month: string, zone: string, now = new Date()): string {
  const current = monthOf(today(zone, now))
  if (month === "last") return monthBefore(current)
  return month === "this" ? current : month
}

/** The months to choose from, newest first: five years of them, and the chosen one. */
export function monthsOffered(chosen: string | undefined, zone: string, now = new Date()): string[] {
  const months = [monthOf(today(zone, now))]
  while (months.length < MOST_MONTHS) months.push(monthBefore(months.at(-1) as string))
  const other = chosen !== undefined && isMonth(chosen) ? [chosen] : []
  return [...new Set([...months, ...other])].toSorted().toReversed()
}

function isMonth(text: string): boolean {
  return isDay(`${text}-01`)
}

function monthBefore(month: string): string {
  return monthOf(addMonths(`${month}-01`, -1))
}
