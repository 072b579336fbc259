/** Figures of an explanation as people read them. */

import { isDay, shownDate, shownDay } from "../../format/days.ts"
import { count, counted, money } from "../../format/figures.ts"
import { type Shop, useShop } from "../../shell/shop.ts"

/** A figure, or a value of a formula, by its name. */
export function shownValue(name: string, value: unknown, { zone, currency }: Shop): string {
  if (value === null || value === undefined) return "–"
  if (typeof value === "object") return byCurrency(value as Record<string, number>)
  if (name === "totalSpend" || name === "averageOrderValue") return money(Number(value), currency)
  if (name === "lastOrderDaysAgo") return counted(Number(value), "day")
  if (name === "firstOrderDate" || name === "lastOrderDate") return shownDate(String(value), zone)
  if (isDay(value)) return shownDay(value)
  return typeof value === "number" ? count(value) : String(value)
}

export function useShown(): (name: string, value: unknown) => string {
  const shop = useShop()
  return (name, value) => shownValue(name, value, shop)
}

function byCurrency(amounts: Record<string, number>): string {
  return Object.entries(amounts).map(([code, amount]) => `${money(amount, code)} ${code}`).join(" + ") || "nothing"
}
