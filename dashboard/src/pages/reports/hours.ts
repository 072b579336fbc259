/** The hours of the week as rows and columns. */

import type { WeekdayHour } from "../../api/types.ts"

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
export const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour))

/** Orders by weekday, Monday first, then by hour. */
export function cells(hours: WeekdayHour[]): number[][] {
  const table = WEEKDAYS.map(() => HOURS.map(() => 0))
  for (const { weekday, hour, orders } of hours) (table[weekday - 1] as number[])[hour] = orders
  return table
}

/** "Tuesday 10:00 – 11:00" */
export function cellName(weekday: number, hour: number): string {
  return `${WEEKDAYS[weekday]} ${hour}:00 – ${hour + 1}:00`
}

/** The hour with the most orders, the first of several; nothing where there are none. */
export function busiest(hours: WeekdayHour[]): WeekdayHour | undefined {
  return hours.reduce<WeekdayHour | undefined>((most, each) => (each.orders > (most?.orders ?? 0) ? each : most), undefined)
}
