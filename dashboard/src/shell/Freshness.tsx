import type { StatusAnswer } from "../api/types.ts"
import { count } from "../format/figures.ts"
import { shownInstant } from "../format/days.ts"

/** Up to when the figures are, and a plain word where they are counted again instead of read. */
export function Freshness({ status: { data, meta } }: { status: StatusAnswer }) {
  if (!data.complete || data.reads === "recount") {
    return <p className="freshness warned">Counted from the orders: slower, and right</p>
  }
  if (!data.asOf) return <p className="freshness">No order has arrived yet</p>
  const behind = data.lagSeconds == null ? "" : ` (${count(data.lagSeconds)} s behind)`
  return (
    <p className="freshness" title="The newest order change that the figures reflect">
      Up to date as of {shownInstant(data.asOf, meta.timezone)}
      {behind}
    </p>
  )
}
