/** What of the reports is in their address, and the ranges that follow from it. */

import { type Day, addDays, addMonths, daysIn, monthOf } from "../format/days.ts"
import { type Range, type RangeSearch, rangeSearch } from "./range.ts"
import { currencyOf, known, oneOf } from "./searches.ts"

export const COMPARISONS = { previous: "the period before", year: "the year before", none: "nothing" } as const
export type Comparison = keyof typeof COMPARISONS

export const FIGURE_NAMES = ["totalSales", "netSales", "orders", "averageOrderValue", "newCustomers", "returningRate"] as const
export type FigureName = (typeof FIGURE_NAMES)[number]

/** What of the reports can be explained: the figures, and those that they follow from. */
export const SALES_WHYS = [...FIGURE_NAMES, "grossSales", "discounts", "returns", "taxes", "shipping", "returningOrders"] as const
export type SalesWhy = (typeof SALES_WHYS)[number]

const RANKINGS = ["revenue", "units", "orders"] as const
export type Ranking = (typeof RANKINGS)[number]

const CHARTS = ["sales", "months"] as const
export type ChartName = (typeof CHARTS)[number]

export interface ReportsSearch extends RangeSearch {
  /** Without it, the period before. */
  compare?: Exclude<Comparison, "previous">
  /** Without it, the shop's main one. */
  currency?: string
  /** What the sales chart shows; without it, total sales. */
  figure?: Exclude<FigureName, "totalSales">
  /** By what products are the best; without it, by revenue. */
  best?: Exclude<Ranking, "revenue">
  /** The charts that are shown as tables: "sales,months". */
  tables?: string
  /** The figure whose explanation is open. */
  why?: SalesWhy
}

export function reportsSearch(search: Record<string, unknown>): ReportsSearch {
  return {
    ...rangeSearch(search),
    ...known({
      compare: oneOf(search["compare"], ["year", "none"] as const),
      currency: currencyOf(search["currency"]),
      figure: oneOf(search["figure"], FIGURE_NAMES.slice(1) as Exclude<FigureName, "totalSales">[]),
      best: oneOf(search["best"], ["units", "orders"] as const),
      tables: listed(tablesOf(search["tables"])),
      why: oneOf(search["why"], SALES_WHYS),
    }),
  }
}

/** The charts that are shown as tables. */
export function tablesOf(tables: unknown): ChartName[] {
  const names = typeof tables === "string" ? tables.split(",") : []
  return CHARTS.filter((chart) => names.includes(chart))
}

/** The same, with one of them switched. */
export function withTable(tables: string | undefined, chart: ChartName, on: boolean): string | undefined {
  const others = tablesOf(tables).filter((each) => each !== chart)
  return listed(on ? CHARTS.filter((each) => each === chart || others.includes(each)) : others)
}

function listed(charts: ChartName[]): string | undefined {
  return charts.join(",") || undefined
}

/** The range that another one is compared with, as the API's overview has it: as many days before, or a year before. */
export function rangeBefore({ from, to }: Range, compare: Comparison): Range | undefined {
  if (compare === "none") return undefined
  if (compare === "year") return { from: addMonths(from, -12), to: addMonths(to, -12) }
  return { from: addDays(from, -daysIn(from, to)), to: addDays(from, -1) }
}

/** The months of a range: the last 120 at most, which is what the statistics can tell. */
export function monthsOf({ from, to }: Range): { from: string; to: string } {
  return { from: later(monthOf(from), monthsBefore(to, 119)), to: monthOf(to) }
}

/** A year of months up to the end of a range, or more where the range is longer. */
export function yearOfMonths(range: Range): { from: string; to: string } {
  const { from, to } = monthsOf(range)
  return { from: earlier(from, monthsBefore(range.to, 11)), to }
}

/** The end of a range that the best sellers can be asked for: 731 days at most. */
export function lastTwoYears({ from, to }: Range): Range {
  return { from: later(from, addDays(to, -730)), to }
}

function monthsBefore(day: Day, count: number): string {
  return monthOf(addMonths(`${monthOf(day)}-01`, -count))
}

function later(one: string, other: string): string {
  return one > other ? one : other
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}
