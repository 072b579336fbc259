/** The range of days in the address: a preset that moves with the days, or two days that stay. */

import { type Day, addDays, addMonths, daysIn, isDay, today } from "../format/days.ts"

export const PRESETS = {
  today: "Today",
  yesterday: "Yesterday",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  month: "This month",
  "last-month": "Last month",
  "90d": "Last 90 days",
  "12m": "Last 12 months",
  year: "This year",
} as const

export type Preset = keyof typeof PRESETS
export type Interval = "day" | "week" | "month" | "quarter" | "year"

/** What the address says of a range; without both it is the preset "30d". */
export interface RangeSearch {
  range?: Preset
  from?: Day
  to?: Day
}

export interface Range {
  from: Day
  to: Day
}

/** What of the address is a range that can be used; the rest is forgotten. */
export function rangeSearch(search: Record<string, unknown>): RangeSearch {
  const { range, from, to } = search
  if (isDay(from) && isDay(to) && from <= to) return { from, to }
  return typeof range === "string" && range in PRESETS ? { range: range as Preset } : {}
}

export function rangeOf(search: RangeSearch, zone: string, now = new Date()): Range {
  if (search.from && search.to) return { from: search.from, to: search.to }
  return ofPreset(search.range ?? "30d", today(zone, now))
}

function ofPreset(preset: Preset, day: Day): Range {
  const firstOfMonth = `${day.slice(0, 7)}-01`
  switch (preset) {
    case "today":
      return { from: day, to: day }
    case "yesterday":
      return { from: addDays(day, -1), to: addDays(day, -1) }
    case "7d":
      return { from: addDays(day, -6), to: day }
    case "30d":
      return { from: addDays(day, -29), to: day }
    case "90d":
      return { from: addDays(day, -89), to: day }
    case "month":
      return { from: firstOfMonth, to: day }
    case "last-month":
      return { from: addMonths(firstOfMonth, -1), to: addDays(firstOfMonth, -1) }
    case "12m":
      return { from: addMonths(firstOfMonth, -11), to: day }
    case "year":
      return { from: `${day.slice(0, 4)}-01-01`, to: day }
  }
}

/** The interval that gives a range some dozens of points at most. */
export function intervalOf({ from, to }: Range): Interval {
  const days = daysIn(from, to)
  if (days <= 62) return "day"
  if (days <= 200) return "week"
  if (days <= 1500) return "month"
  return days <= 3660 ? "quarter" : "year"
}
