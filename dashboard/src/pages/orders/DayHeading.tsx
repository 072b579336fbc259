import { Link } from "@tanstack/react-router"

import { type Day, addDays, longDay, shortDay } from "../../format/days.ts"

/** The name of a day, and the ways to those beside it. */
export function DayHeading({ day }: { day: Day }) {
  return (
    <div className="day-heading">
      <h1>{longDay(day)}</h1>
      <nav aria-label="Days beside it">
        <Beside day={addDays(day, -1)} rel="prev" />
        <Beside day={addDays(day, 1)} rel="next" />
      </nav>
    </div>
  )
}

function Beside({ day, rel }: { day: Day; rel: "prev" | "next" }) {
  const search = (before: object) => ({ ...before, range: undefined, from: day, to: day })
  return (
    <Link to="/orders" search={search} rel={rel}>
      {rel === "prev" && <span aria-hidden="true">‹ </span>}
      {shortDay(day)}
      {rel === "next" && <span aria-hidden="true"> ›</span>}
    </Link>
  )
}
