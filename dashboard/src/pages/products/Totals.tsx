import type { ReactNode } from "react"

import type { Product } from "../../api/types.ts"
import { shownDate } from "../../format/days.ts"
import { count, money } from "../../format/figures.ts"
import { Definition } from "../../parts/Definition.tsx"
import { useShop } from "../../shell/shop.ts"
import { othersOf } from "./currencies.ts"

const MEANINGS = {
  Revenue: "is what the lines of its orders come to, those of credits taken off, before a discount of the whole order.",
  Units: "are the pieces sold, those of credits taken off.",
  Orders: "are the orders that count and name it, each once.",
  Credits: "are the documents that took some of it back. They are taken off revenue and units already.",
  "Last sold": "is the day of the newest order that names it.",
} as const

/** What the product has brought since the first order. */
export function Totals({ product }: { product: Product }) {
  const { zone, currency } = useShop()
  return (
    <dl className="metrics">
      <Total name="Revenue" beside={othersOf(product.revenueByCurrency, currency).map((other) => `+ ${other}`)}>
        {money(product.revenue, currency)}
      </Total>
      <Total name="Units">{count(product.units)}</Total>
      <Total name="Orders">{count(product.orders)}</Total>
      <Total name="Credits">{count(product.credits)}</Total>
      <Total name="Last sold">{shownDate(product.lastSold, zone)}</Total>
    </dl>
  )
}

function Total({ name, beside, children }: { name: keyof typeof MEANINGS; beside?: string[]; children: ReactNode }) {
  return (
    <div>
      <dt>
        {name} <Definition term={name}>{MEANINGS[name]}</Definition>
      </dt>
      <dd>{children}</dd>
      {beside?.map((text) => (
        <dd key={text} className="hint">
          {text}
        </dd>
      ))}
    </div>
  )
}
