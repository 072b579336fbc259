import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { queries } from "../../api/queries.ts"
import { monthOf, shownMonth } from "../../format/days.ts"
import { Definition } from "../../parts/Definition.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { useShop } from "../../shell/shop.ts"
import type { Range } from "../../url/range.ts"
import { BestTable } from "../customers/BestTable.tsx"

const MOST = 10

/** Who has spent most in the month in which the period ends: the view knows whole months. */
export function BestCustomers({ range, currency }: { range: Range; currency: string }) {
  const main = useShop().currency
  const month = monthOf(range.to)
  const best = useQuery(queries.bestCustomers({ month, currency, limit: MOST }))
  const all = { month, currency: currency === main ? undefined : currency }
  return (
    <Panel
      title={`Best customers of ${shownMonth(month)}`}
      query={best}
      height={640}
      className="best-customers"
      actions={
        <span className="hint aside">
          <Link to="/customers" search={all}>
            All of the month
          </Link>{" "}
          <Definition term="Best customers">
            By the totals of their orders and credits of the whole month in which the period ends. Guests are not in it.
          </Definition>
        </span>
      }
    >
      {({ data }) =>
        data.length ? (
          <BestTable rows={data} month={month} />
        ) : (
          <Empty action={<Link to="/customers">Look at all customers</Link>}>
            No customer has ordered in {currency} in {shownMonth(month)}.
          </Empty>
        )
      }
    </Panel>
  )
}
