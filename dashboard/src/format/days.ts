/** Days and instants in the shop's zone. A day is a text like 2026-11-20: it has no zone and is never a Date outside of here. */

export type Day = string

const LOCALE = "en-AU"

/** The shop's day at this moment. */
export function today(zone: string, now = new Date()): Day {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
  return parts.format(now)
}

export function isDay(text: unknown): text is Day {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

export function addDays(day: Day, count: number): Day {
  const date = utc(day)
  date.setUTCDate(date.getUTCDate() + count)
  return iso(date)
}

/** The same day of another month; the last one, where that month is shorter. */
export function addMonths(day: Day, count: number): Day {
  const date = utc(day)
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, last))
  return iso(date)
}

/** How many days a range has, both ends included. */
export function daysIn(from: Day, to: Day): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000) + 1
}

export function monthOf(day: Day): string {
  return day.slice(0, 7)
}

/** 20 Nov 2026 */
export function shownDay(day: Day): string {
  return inZone({ day: "numeric", month: "short", year: "numeric" }, "UTC").format(utc(day))
}

/** Friday 20 November 2026 */
export function longDay(day: Day): string {
  return inZone({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, "UTC").format(utc(day))
}

/** Fri 20 Nov 2026 */
export function weekDay(day: Day): string {
  return inZone({ weekday: "short", day: "numeric", month: "short", year: "numeric" }, "UTC").format(utc(day)).replace(",", "")
}

/** 20 Nov */
export function shortDay(day: Day): string {
  return inZone({ day: "numeric", month: "short" }, "UTC").format(utc(day))
}

/** Nov 2026 */
export function shownMonth(month: string): string {
  return inZone({ month: "short", year: "numeric" }, "UTC").format(utc(`${month}-01`))
}

/** Nov ’26, for an axis. */
export function shortMonth(month: string): string {
  return `${inZone({ month: "short" }, "UTC").format(utc(`${month}-01`))} ’${month.slice(2, 4)}`
}

/** The months of a range of days: Nov 2026, or Oct 2026 – Nov 2026. */
export function shownMonths(from: Day, to: Day): string {
  const [first, last] = [monthOf(from), monthOf(to)]
  return first === last ? shownMonth(first) : `${shownMonth(first)} – ${shownMonth(last)}`
}

/** The last day of a month. */
export function lastOf(month: string): Day {
  return addDays(addMonths(`${month}-01`, 1), -1)
}

/** 20 Nov 2026, 9:30 am, in the shop's zone. */
export function shownInstant(instant: string | null | undefined, zone: string): string {
  if (!instant) return "–"
  return inZone({ dateStyle: "medium", timeStyle: "short" }, zone).format(new Date(instant))
}

/** 20 Nov 2026, the day of an instant in the shop's zone. */
export function shownDate(instant: string | null | undefined, zone: string): string {
  return instant ? inZone({ dateStyle: "medium" }, zone).format(new Date(instant)) : "–"
}

/** 9:30 am where that is today, else with its day; in the shop's zone. */
export function shownMoment(instant: string, zone: string, now = new Date()): string {
  if (today(zone, new Date(instant)) !== today(zone, now)) return shownInstant(instant, zone)
  return inZone({ timeStyle: "short" }, zone).format(new Date(instant))
}

/** A range as people say it: one day, or from – to. */
export function shownRange(from: Day, to: Day): string {
  return from === to ? shownDay(from) : `${shownDay(from)} – ${shownDay(to)}`
}

const kept = new Map<string, Intl.DateTimeFormat>()

function inZone(options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`
  let found = kept.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone })
    kept.set(key, found)
  }
  return found
}

function utc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`)
}

function iso(date: Date): Day {
  return date.toISOString().slice(0, 10)
}
