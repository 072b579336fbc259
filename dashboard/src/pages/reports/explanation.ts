/** What of the explanation of sales belongs to one figure in one currency. */

import type { ExplainedSalesFigure, IntervalFigures, SalesDocument, SalesExplanation } from "../../api/types.ts"
import { FIGURE_NAMES, type SalesWhy } from "../../url/reports.ts"
import type { Split } from "../explained/documents.ts"
import { FIGURES, type Kind, shownFigure } from "./figures.ts"

const PARTS: Record<Exclude<SalesWhy, (typeof FIGURE_NAMES)[number]>, { name: string; kind: Kind }> = {
  grossSales: { name: "Gross sales", kind: "money" },
  discounts: { name: "Discounts", kind: "money" },
  returns: { name: "Returns", kind: "money" },
  taxes: { name: "Taxes", kind: "money" },
  shipping: { name: "Shipping", kind: "money" },
  returningOrders: { name: "Returning orders", kind: "count" },
}

/** The figures, and those that they follow from: their names, and how they are shown. */
export const EXPLAINED: Record<SalesWhy, { name: string; kind: Kind }> = { ...FIGURES, ...PARTS }

export function shownWhy(why: SalesWhy, value: unknown, currency: string): string {
  return shownFigure(value as number | null, EXPLAINED[why].kind, currency)
}

/** A figure to which documents add. */
export type Basis = Exclude<SalesWhy, "averageOrderValue" | "returningRate">

/** The figure to which documents add, behind a figure that follows from it. */
export function basisOf(why: SalesWhy): Basis {
  if (why === "averageOrderValue") return "netSales"
  return why === "returningRate" ? "returningOrders" : why
}

/** Why a document that counts leaves a figure as it is, where the API need not say so. */
const LEFT: Record<Basis, (document: SalesDocument) => string> = {
  totalSales: () => "its total is 0",
  netSales: () => "its goods come to 0",
  grossSales: ({ type }) => (type === "credit" ? "a credit is in the returns" : "its goods come to 0"),
  discounts: () => "it has no discount",
  returns: ({ type }) => (type === "credit" ? "it takes nothing back for goods" : "it is an order, not a credit"),
  taxes: ({ taxIncluded }) => (taxIncluded ? "its tax is in the prices" : "it has no tax"),
  shipping: () => "it has no shipping",
  orders: () => "it is no order",
  newCustomers: ({ isFirstOrder }) => (isFirstOrder === false ? "it is not its customer's first order" : ""),
  returningOrders: ({ isFirstOrder }) => (isFirstOrder ? "it is its customer's first order" : ""),
}
const OF_ORDERS = new Set<Basis>(["orders", "newCustomers", "returningOrders"])

/** The documents that add to a figure in this currency, and those that do not, each with the reason. */
export function split(documents: SalesDocument[], basis: Basis, currency: string): Split<SalesDocument> {
  const found: Split<SalesDocument> = { adding: [], leaving: [] }
  for (const document of documents) {
    const adds = document.currency === currency ? document.adds[basis] : undefined
    if (adds === undefined) found.leaving.push({ document, because: whyNot(document, basis, currency) })
    else found.adding.push({ document, adds })
  }
  return found
}

function whyNot(document: SalesDocument, basis: Basis, currency: string): string {
  if (!document.counts) return document.because ?? "it does not count"
  if (document.currency !== currency) return `it is in ${document.currency}`
  return (OF_ORDERS.has(basis) && document.because) || LEFT[basis](document)
}

/** A figure of the explanation in one currency. */
export function figureOf({ figures }: SalesExplanation, name: string, currency: string): ExplainedSalesFigure | undefined {
  return figures.find((each) => each.figure === name && each.currency === currency)
}

/** The intervals that add to a figure, the newest first. */
export function addingIntervals(intervals: IntervalFigures[], basis: Basis): IntervalFigures[] {
  return intervals.filter((each) => each[basis] !== 0).toReversed()
}
