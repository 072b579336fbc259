import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import type { Order as OrderData } from "../api/types.ts"
import { Panel } from "../parts/Panel.tsx"
import { useShop } from "../shell/shop.ts"
import { whyNotCounted } from "./orders/counting.ts"
import { Facts } from "./orders/Facts.tsx"
import { Lines } from "./orders/Lines.tsx"
import { Marks } from "./orders/Marks.tsx"
import { OtherFields } from "./orders/OtherFields.tsx"
import { Totals } from "./orders/Totals.tsx"

/** One order or credit as it stands. */
export function Order() {
  const { orderID } = useParams({ from: "/orders/$orderID" })
  const order = useQuery({ ...queries.order(orderID), placeholderData: undefined })
  const data = order.data?.data
  return (
    <>
      <p className="back">
        <Link to="/orders">Orders</Link>
      </p>
      <div className="order-heading">
        <h1 dir="auto">{data?.orderReference ?? orderID}</h1>
        {data && <Marks type={data.type} counts={data.counts} />}
      </div>
      <Panel title={data?.type === "credit" ? "Credit" : "Order"} query={order} height={560}>
        {(answer) => <Shown order={answer.data} />}
      </Panel>
    </>
  )
}

function Shown({ order }: { order: OrderData }) {
  const shop = useShop()
  const currency = order.currency ?? shop.currency
  const why = whyNotCounted(order)
  return (
    <div className="order">
      {why && <p className="notice">{why}</p>}
      <Facts order={order} />
      <section aria-label="Lines">
        <Lines lines={order.lines} currency={currency} />
        {order.totals && <Totals totals={order.totals} currency={currency} />}
      </section>
      {order.notes.length > 0 && <Notes notes={order.notes} />}
      <OtherFields fields={order.other} />
    </div>
  )
}

function Notes({ notes }: { notes: string[] }) {
  return (
    <section>
      <h3>What in it could not be read, or does not add up</h3>
      <ul className="notes">
        {notes.map((note) => (
          <li key={note} dir="auto">
            {note}
          </li>
        ))}
      </ul>
    </section>
  )
}
