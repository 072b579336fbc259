import type { UncountedStatuses } from "../../api/types.ts"

/** The statuses that do not count, for who asks. */
export function Statuses({ uncounted: { order, credit } }: { uncounted: UncountedStatuses }) {
  return (
    <details className="statuses">
      <summary>Which statuses do not count?</summary>
      <p>Orders: {order.join(", ") || "none"}</p>
      <p>Credits: {credit.join(", ") || "none"}</p>
    </details>
  )
}
