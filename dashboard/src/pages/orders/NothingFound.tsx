import { Link } from "@tanstack/react-router"

import { Empty } from "../../parts/Empty.tsx"
import { FILTERS, isAllTime, unfiltered } from "../../url/orders.ts"
import type { OrdersSearch } from "../../url/searches.ts"

/** An empty list of orders, and what to try next. `isPart`: only a part was searched for the filters. */
export function NothingFound({ search, isPart }: { search: OrdersSearch; isPart: boolean }) {
  const isFiltered = FILTERS.some((filter) => search[filter])
  if (isPart) return <Empty>Nothing among the orders that were searched so far. Go on with “Show more”.</Empty>
  if (isAllTime(search)) {
    const everything = <Link to="/orders" search={{}}>Show the newest orders</Link>
    return isFiltered ? <Empty action={everything}>No order is like that.</Empty> : <Empty>No order has arrived yet.</Empty>
  }
  const allTime = <Link to="/orders" search={{ ...search, range: "all", from: undefined, to: undefined }}>Look in all time</Link>
  if (!isFiltered) return <Empty action={allTime}>No orders {periodOf(search)}.</Empty>
  return (
    <Empty
      action={
        <p>
          {allTime} · <Link to="/orders" search={unfiltered(search)}>Remove the filters</Link>
        </p>
      }
    >
      No order {periodOf(search)} is like that.
    </Empty>
  )
}

function periodOf({ from, to }: OrdersSearch): string {
  return from && from === to ? "on this day" : "in this period"
}
