/** Amounts of other currencies, beside the one of the shop. */

import { money } from "../../format/figures.ts"

/** Each other currency's amount with its code, like "$390.00 NZD". */
export function othersOf(amounts: Record<string, number>, currency: string): string[] {
  const others = Object.entries(amounts).filter(([code]) => code !== currency)
  return others.map(([code, amount]) => `${money(amount, code)} ${code}`)
}
