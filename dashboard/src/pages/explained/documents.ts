/** The documents behind a figure: those that add to it, and those that do not. */

import type { CustomerDocument } from "../../api/types.ts"
import { exactSum } from "../../format/exact.ts"

/** What every explanation tells of an order or credit. */
export type Document = Pick<CustomerDocument, "orderID" | "orderReference" | "type" | "createdAt" | "total" | "currency">

export type Added = number | Record<string, number>

export interface Adding<Of extends Document = Document> {
  document: Of
  adds: Added
}

export interface Leaving<Of extends Document = Document> {
  document: Of
  because: string
}

/** The documents that add to a figure, and those that do not, each with the reason. */
export interface Split<Of extends Document = Document> {
  adding: Adding<Of>[]
  leaving: Leaving<Of>[]
}

/** The sum of what documents add; null where it is of several currencies. */
export function sumOf(adding: Adding[]): number | null {
  const amounts = adding.map(({ adds }) => adds).filter((adds) => typeof adds === "number")
  return amounts.length === adding.length ? exactSum(amounts) : null
}
