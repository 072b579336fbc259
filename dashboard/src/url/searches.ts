/** What of each page is in its address. What can't be used is forgotten, so that an old or mistyped link still opens. */

import { monthSearch } from "./customers.ts"
import { type Preset, type RangeSearch, rangeSearch } from "./range.ts"

export const SEGMENTS = ["Active", "VIP", "New", "Dormant", "Prospect"] as const
export type Segment = (typeof SEGMENTS)[number]

export interface OrdersSearch extends Omit<RangeSearch, "range"> {
  range?: Preset | "all"
  status?: string
  type?: "order" | "credit"
  contact?: string
  product?: string
  reference?: string
  sort?: "createdAt"
}

/** Of all time, or of a month: then there is one order only, and nothing that narrows the list. */
export interface CustomersSearch {
  sort?: string
  segment?: Segment
  search?: string
  /** "this", "last" or a month like 2026-10. */
  month?: string
  /** Of the month's spend; without it, the shop's main one. */
  currency?: string
}

/** What of a customer can be explained. */
export const WHYS = [
  "totalSpend",
  "spendByCurrency",
  "orderCount",
  "creditCount",
  "averageOrderValue",
  "firstOrderDate",
  "lastOrderDate",
  "lastOrderReference",
  "lastOrderDaysAgo",
  "segment",
  "purchaseFrequency",
] as const
export type Why = (typeof WHYS)[number]

export interface CustomerSearch {
  /** The figure whose explanation is open. */
  why?: Why
  /** The months as a table. */
  table?: true
}

export interface ProductsSearch {
  sort?: string
  category?: string
}

export const MEASURES = { revenue: "Revenue", units: "Units", orders: "Orders" } as const
export type Measure = keyof typeof MEASURES

export interface ProductSearch extends RangeSearch {
  interval?: "day" | "month"
  measure?: Measure
  currency?: string
  /** Of its orders. */
  sort?: "createdAt"
}

const CUSTOMER_SORTS = ["totalSpend", "orderCount", "lastOrderDate", "name"]
const PRODUCT_SORTS = ["revenue", "units", "orders", "lastSold"]

export function ordersSearch(search: Record<string, unknown>): OrdersSearch {
  const range = rangeSearch(search)
  const reference = text(search["reference"])
  return {
    ...(search["range"] === "all" && !range.from ? { range: "all" } : range),
    ...known({
      status: text(search["status"]),
      type: oneOf(search["type"], ["order", "credit"] as const),
      contact: text(search["contact"]),
      // The API looks for one of the two.
      product: reference ? undefined : text(search["product"]),
      reference,
      sort: oneOf(search["sort"], ["createdAt"] as const),
    }),
  }
}

export function customersSearch(search: Record<string, unknown>): CustomersSearch {
  const month = monthSearch(search["month"])
  if (month) return known({ month, currency: currencyOf(search["currency"]) })
  return known({
    sort: sortBy(search["sort"], CUSTOMER_SORTS),
    segment: oneOf(search["segment"], SEGMENTS),
    search: text(search["search"]),
  })
}

export function customerSearch(search: Record<string, unknown>): CustomerSearch {
  return known({ why: oneOf(search["why"], WHYS), table: search["table"] === true ? true : undefined })
}

export function productsSearch(search: Record<string, unknown>): ProductsSearch {
  return known({ sort: sortBy(search["sort"], PRODUCT_SORTS), category: text(search["category"]) })
}

export function productSearch(search: Record<string, unknown>): ProductSearch {
  return {
    ...rangeSearch(search),
    ...known({
      interval: oneOf(search["interval"], ["day", "month"] as const),
      measure: oneOf(search["measure"], Object.keys(MEASURES) as Measure[]),
      currency: text(search["currency"]),
      sort: oneOf(search["sort"], ["createdAt"] as const),
    }),
  }
}

function sortBy(value: unknown, fields: string[]): string | undefined {
  return typeof value === "string" && fields.includes(value.replace(/^-/, "")) ? value : undefined
}

/** A currency's code, or nothing. */
export function currencyOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[A-Z]{3}$/.test(value) ? value : undefined
}

/** One of some values, or nothing. */
export function oneOf<Value extends string>(value: unknown, values: readonly Value[]): Value | undefined {
  return values.find((each) => each === value)
}

/** A text; numbers too, because the router reads an order's number as one. */
function text(value: unknown): string | undefined {
  const said = typeof value === "number" ? String(value) : value
  return typeof said === "string" && said.trim() ? said : undefined
}

/** An object without what is undefined. */
export function known<Some extends object>(some: Some): Some {
  return Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as Some
}
