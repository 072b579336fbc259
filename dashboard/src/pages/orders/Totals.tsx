import type { OrderTotals } from "../../api/types.ts"
import { money } from "../../format/figures.ts"

/** What the lines come to, with discount, tax and shipping. */
export function Totals({ totals, currency }: { totals: OrderTotals; currency: string }) {
  const { subtotal, discount, tax, shipping, total, taxIncluded } = totals
  return (
    <div className="totals">
      <h3 className="visually-hidden">Totals</h3>
      <dl>
        <Amount name="Subtotal" shown={money(subtotal, currency)} />
        <Amount name="Discount" shown={money(discount ? -discount : 0, currency)} />
        {!taxIncluded && <Amount name="Tax" shown={money(tax, currency)} />}
        <Amount name="Shipping" shown={money(shipping, currency)} />
        <Amount name="Total" shown={money(total, currency)} className="sum" />
        {taxIncluded && <Amount name="Tax in the prices" shown={tax ? money(tax, currency) : "not stated"} className="hint" />}
      </dl>
    </div>
  )
}

function Amount({ name, shown, className }: { name: string; shown: string; className?: string }) {
  return (
    <div className={className}>
      <dt>{name}</dt>
      <dd>{shown}</dd>
    </div>
  )
}
