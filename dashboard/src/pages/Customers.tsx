import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import type { CustomerRow } from "../api/types.ts"
import { count, money } from "../format/figures.ts"
import { shownDate } from "../format/days.ts"
import { Empty } from "../parts/Empty.tsx"
import { More } from "../parts/More.tsx"
import { Panel } from "../parts/Panel.tsx"
import { type Column, Table } from "../parts/Table.tsx"
import { useShop } from "../shell/shop.ts"

/** The customers, those who have spent most first. */
export function Customers() {
  const { sort = "-totalSpend", segment, search } = useSearch({ from: "/customers" })
  const navigate = useNavigate({ from: "/customers" })
  const { zone, currency } = useShop()
  const customers = useInfiniteQuery(queries.customers({ sort: search ? undefined : sort, segment, search }))
  const rows = customers.data?.pages.flatMap((page) => page.data) ?? []
  const columns: Column<Required<CustomerRow>>[] = [
    {
      name: "Customer",
      sort: "name",
      cell: (row) => <Link to="/customers/$contactID" params={{ contactID: row.contactID }}>{row.name ?? row.email ?? row.contactID}</Link>,
    },
    { name: "Segment", cell: (row) => row.segment },
    { name: "Orders", sort: "orderCount", cell: (row) => count(row.orderCount), align: "end" },
    { name: "Last order", sort: "lastOrderDate", cell: (row) => shownDate(row.lastOrderDate, zone), wide: true },
    { name: "Spent", sort: "totalSpend", cell: (row) => money(row.totalSpend, currency), align: "end" },
  ]
  return (
    <>
      <h1>Customers</h1>
      <Panel title="Customers" query={customers} height={720}>
        {() =>
          rows.length ? (
            <>
              <Table
                caption="Customers"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.contactID}
                sort={search ? undefined : sort}
                onSort={(by) => void navigate({ search: (before) => ({ ...before, search: undefined, sort: by }) })}
              />
              <More query={customers} shown={rows.length} noun="customer" note={customers.data?.pages.at(-1)?.page.note} />
            </>
          ) : (
            <Empty action={<Link to="/customers">Show all customers</Link>}>No customer is like that.</Empty>
          )
        }
      </Panel>
    </>
  )
}
