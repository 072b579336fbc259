import { Link, useSearch } from "@tanstack/react-router"

import { Empty } from "../../parts/Empty.tsx"

/** A period of which there is nothing to tell, and where to look instead. */
export function NoSales({ currency }: { currency?: string }) {
  const { range, ...search } = useSearch({ from: "/reports" })
  const longer = { ...search, range: "12m", from: undefined, to: undefined } as const
  return (
    <Empty
      action={
        range === "12m" ? (
          <Link to="/orders">Look at the orders</Link>
        ) : (
          <Link to="/reports" search={longer}>
            Look at the last twelve months
          </Link>
        )
      }
    >
      No orders{currency ? ` in ${currency}` : ""} in this period.
    </Empty>
  )
}
