import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

import type { Order } from "../../api/types.ts"
import { shownInstant } from "../../format/days.ts"
import { useShop } from "../../shell/shop.ts"
import { idsIn } from "./counting.ts"

/** Who and when, the status, and the credits or the order that belong to it. */
export function Facts({ order }: { order: Order }) {
  const { zone } = useShop()
  const credits = idsIn(order.creditedBy)
  const credited = idsIn(order.creditFor)
  return (
    <dl className="facts">
      <Fact name="Date">{shownInstant(order.createdAt, zone)}</Fact>
      <Fact name="Status">
        <span dir="auto">{order.status ?? "–"}</span>
      </Fact>
      <Fact name="Customer">
        <CustomerOf order={order} />
      </Fact>
      {order.orderReference !== order.orderID && (
        <Fact name="Order ID">
          <span dir="auto">{order.orderID}</span>
        </Fact>
      )}
      {credited.length > 0 && (
        <Fact name="Takes back">
          <Documents ids={credited} />
        </Fact>
      )}
      {credits.length > 0 && (
        <Fact name={credits.length > 1 ? "Credits" : "Credit"}>
          <Documents ids={credits} />
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function CustomerOf({ order: { contactID, customer } }: { order: Order }) {
  const details = [customer?.company, customer?.email, customer?.phone].filter((each) => each && each !== customer?.name)
  const name = customer?.name ?? customer?.company ?? customer?.email
  return (
    <>
      {contactID ? (
        <Link to="/customers/$contactID" params={{ contactID }} dir="auto">
          {name ?? contactID}
        </Link>
      ) : (
        <span dir="auto">{name ? `${name} (guest)` : "Guest"}</span>
      )}
      {details.map((each) => (
        <div key={each} className="hint" dir="auto">
          {each}
        </div>
      ))}
    </>
  )
}

function Documents({ ids }: { ids: string[] }) {
  return ids.map((orderID) => (
    <div key={orderID}>
      <Link to="/orders/$orderID" params={{ orderID }} dir="auto">
        {orderID}
      </Link>
    </div>
  ))
}
