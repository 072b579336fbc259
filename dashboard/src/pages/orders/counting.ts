/** Why a document is not in the figures. */

import type { Order } from "../../api/types.ts"

/** The reason in words; null for a document that counts. */
export function whyNotCounted({ counts, status, type }: Pick<Order, "counts" | "status" | "type">): string | null {
  if (counts) return null
  if (status === null) return "Its date or its total can't be read, so it is in no figure. The notes below say more."
  return `The status “${status}” does not count for ${type === "credit" ? "a credit" : "an order"}, so it is in no figure.`
}

/** The orderIDs that a field names, whichever form the program that wrote it has chosen. */
export function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value === "number") return [String(value)]
  return typeof value === "string" && value.trim() ? [value] : []
}
