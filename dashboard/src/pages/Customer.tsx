import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import { count, money } from "../format/figures.ts"
import { shownDate } from "../format/days.ts"
import { Panel } from "../parts/Panel.tsx"
import { useShop } from "../shell/shop.ts"

/** One customer: the metrics, and what they come from. */
export function Customer() {
  const { contactID } = useParams({ from: "/customers/$contactID" })
  const { zone, currency } = useShop()
  const customer = useQuery(queries.customer(contactID))
  return (
    <>
      <p className="back">
        <Link to="/customers">Customers</Link>
      </p>
      <h1>{customer.data?.data.name ?? contactID}</h1>
      <Panel title="Metrics" query={customer} height={200}>
        {({ data }) => (
          <dl className="metrics">
            <div>
              <dt>Spent</dt>
              <dd>{money(data.totalSpend, currency)}</dd>
            </div>
            <div>
              <dt>Orders</dt>
              <dd>{count(data.orderCount)}</dd>
            </div>
            <div>
              <dt>Last order</dt>
              <dd>{shownDate(data.lastOrderDate, zone)}</dd>
            </div>
            <div>
              <dt>Segment</dt>
              <dd>{data.segment}</dd>
            </div>
          </dl>
        )}
      </Panel>
    </>
  )
}
