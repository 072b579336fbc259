/** What of an explanation belongs to one figure. */

import type { AddedToCustomer, CustomerDocument, CustomerExplanation } from "../../api/types.ts"
import { exactSum } from "../../format/exact.ts"
import { WHYS, type Why } from "../../url/searches.ts"
import { type Adding, type Split, sumOf } from "../explained/documents.ts"

/** What the figures, and what goes into them, are called on screen. */
export const NAMES: Record<string, string> = {
  totalSpend: "Spent",
  spendByCurrency: "Spent in each currency",
  orderCount: "Orders",
  creditCount: "Credits",
  averageOrderValue: "Average order",
  firstOrderDate: "First order",
  lastOrderDate: "Last order",
  lastOrderReference: "Reference of the last order",
  lastOrderDaysAgo: "Days since the last order",
  segment: "Segment",
  purchaseFrequency: "Buys",
  today: "Today",
  lastOrderDay: "Day of the last order",
}

const FIGURES = new Set<string>(WHYS.filter((why) => why !== "segment"))

/** The figures that say more about this one. */
export const RELATED: Partial<Record<Why, Why[]>> = {
  totalSpend: ["spendByCurrency"],
  orderCount: ["creditCount"],
  lastOrderDate: ["lastOrderDaysAgo"],
  lastOrderDaysAgo: ["lastOrderDate"],
  segment: ["orderCount", "totalSpend", "lastOrderDaysAgo"],
}

/** The figure to which documents add, behind a figure that follows from it. */
export function basisOf(why: Why): keyof AddedToCustomer {
  if (why === "averageOrderValue" || why === "segment") return "totalSpend"
  return why in SUMS ? (why as keyof AddedToCustomer) : "orderCount"
}

const SUMS: Record<keyof AddedToCustomer, string> = {
  totalSpend: "its total is 0",
  spendByCurrency: "its total is 0",
  orderCount: "it is no order",
  creditCount: "it is an order, not a credit",
}

export function split(documents: CustomerDocument[], basis: keyof AddedToCustomer): Split<CustomerDocument> {
  const found: Split<CustomerDocument> = { adding: [], leaving: [] }
  for (const document of documents) {
    const adds = document.adds[basis]
    if (adds === undefined) found.leaving.push({ document, because: whyNot(document, basis) })
    else found.adding.push({ document, adds })
  }
  return found
}

/** The API's reason; an order that counts has none for not being a credit, nor has a total of nothing. */
function whyNot(document: CustomerDocument, basis: keyof AddedToCustomer): string {
  if (!document.counts) return document.because ?? "it does not count"
  if (basis === "creditCount") return SUMS.creditCount
  return document.total === 0 && basis !== "orderCount" ? SUMS[basis] : (document.because ?? SUMS[basis])
}

/** What the documents that are not shown add together: the figure less the sum of those that are; null where all are shown. */
export function addedByOthers(explanation: CustomerExplanation, basis: keyof AddedToCustomer, adding: Adding[]): number | null {
  const value = explanation.figures.find((each) => each.figure === basis)?.value
  const sum = sumOf(adding)
  if (explanation.inAll <= explanation.shown || typeof value !== "number" || sum === null) return null
  return exactSum([value, -sum])
}

/** A text of the API with the figures called as on screen. */
export function inWords(text: string): string {
  return text.replaceAll(/[A-Za-z]+/g, (word) => (FIGURES.has(word) ? `“${NAMES[word]}”` : word))
}
