/** Which orders an address asks for. */

import type { Parameters } from "../api/client.ts"
import { type Range, rangeOf } from "./range.ts"
import type { OrdersSearch } from "./searches.ts"

/** Whether orders of any day are asked for: of a customer, product or reference all are, where no range is said. */
export function isAllTime({ range, from, contact, product, reference }: OrdersSearch): boolean {
  if (from) return false
  return range === "all" || (range === undefined && Boolean(contact || product || reference))
}

/** The range of days, or none where it is all time. */
export function ordersRange(search: OrdersSearch, zone: string, now = new Date()): Partial<Range> {
  const { range, from, to } = search
  return isAllTime(search) || range === "all" ? {} : rangeOf({ range, from, to }, zone, now)
}

/** The parameters of the list of orders. */
export function ordersParameters(search: OrdersSearch, zone: string, now = new Date()): Parameters {
  const { status, type, contact, product, reference, sort } = search
  return { ...ordersRange(search, zone, now), status, type, contact, product, reference, sort }
}

/** What narrows the list beside its range. */
export const FILTERS = ["status", "type", "contact", "product", "reference"] as const

/** The address without its filters; the range and the order of the list stay. */
export function unfiltered({ range, from, to, sort }: OrdersSearch): OrdersSearch {
  return { range, from, to, sort }
}
