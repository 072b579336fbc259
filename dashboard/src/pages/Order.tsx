import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import { count, money } from "../format/figures.ts"
import { shownInstant } from "../format/days.ts"
import { Panel } from "../parts/Panel.tsx"
import { useShop } from "../shell/shop.ts"

/** One order as it stands. */
export function Order() {
  const { orderID } = useParams({ from: "/orders/$orderID" })
  const { zone } = useShop()
  const order = useQuery(queries.order(orderID))
  return (
    <>
      <p className="back">
        <Link to="/orders">Orders</Link>
      </p>
      <h1>{order.data?.data.orderReference ?? orderID}</h1>
      <Panel title="Lines" query={order} height={320}>
        {({ data }) => (
          <>
            <p>
              {shownInstant(data.createdAt, zone)} · {data.status} · {data.customer?.name ?? "Guest"}
            </p>
            <ul>
              {data.lines.map((line, place) => (
                <li key={place}>
                  {count(line.quantity)} × {line.name ?? line.productCode}: {money(line.lineTotal, data.currency ?? "AUD")}
                </li>
              ))}
            </ul>
          </>
        )}
      </Panel>
    </>
  )
}
