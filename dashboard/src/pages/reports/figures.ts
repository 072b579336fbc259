/** The figures of the reports: their names, what they mean, and how they are shown. */

import { count, money, percent, shortMoney } from "../../format/figures.ts"
import type { FigureName } from "../../url/reports.ts"

export type Kind = "money" | "count" | "percent"

export interface Figure {
  name: string
  kind: Kind
  definition: string
}

export const FIGURES: Record<FigureName, Figure> = {
  totalSales: {
    name: "Total sales",
    kind: "money",
    definition: "What the orders come to, less credits: net sales + taxes + shipping. Each credit counts on its own day.",
  },
  netSales: {
    name: "Net sales",
    kind: "money",
    definition: "What the goods have brought: gross sales − discounts − returns, without tax beside the prices and without shipping.",
  },
  orders: {
    name: "Orders",
    kind: "count",
    definition: "The orders that count. Cancelled and failed ones do not; credits are not orders.",
  },
  averageOrderValue: {
    name: "Average order",
    kind: "money",
    definition: "What an order is worth after credits: net sales ÷ orders.",
  },
  newCustomers: {
    name: "New customers",
    kind: "count",
    definition: "Customers whose first ever order is of this period and currency.",
  },
  returningRate: {
    name: "Returning rate",
    kind: "percent",
    definition: "Of the orders with a customer, the part that is not the customer's first. Its change is the difference of the two rates, in percentage points.",
  },
}

export function shownFigure(value: number | null | undefined, kind: Kind, currency: string): string {
  if (kind === "money") return money(value, currency)
  return kind === "count" ? count(value) : percent(value)
}

/** The same at an axis, where there is little room. */
export function axisFigure(value: number, kind: Kind, currency: string): string {
  return kind === "money" ? shortMoney(value, currency) : shownFigure(value, kind, currency)
}
