import { Link } from "@tanstack/react-router"

import { Empty } from "../parts/Empty.tsx"

/** An address that is no page. */
export function Missing() {
  return (
    <>
      <h1>No such page</h1>
      <Empty action={<Link to="/reports">Go to the reports</Link>}>There is no such page.</Empty>
    </>
  )
}
