import { Link } from "@tanstack/react-router"

import { Empty } from "../../parts/Empty.tsx"

/** A period of which there is nothing to tell, and where to look instead. */
export function NoSales({ currency }: { currency?: string }) {
  return (
    <Empty
      action={
        <Link to="/reports" search={{ range: "12m" }}>
          Look at the last twelve months
        </Link>
      }
    >
      No orders{currency ? ` in ${currency}` : ""} in this period.
    </Empty>
  )
}
