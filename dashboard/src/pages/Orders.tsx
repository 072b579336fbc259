import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import type { OrderRow } from "../api/types.ts"
import { count, money } from "../format/figures.ts"
import { shownInstant } from "../format/days.ts"
import { Empty } from "../parts/Empty.tsx"
import { More } from "../parts/More.tsx"
import { Panel } from "../parts/Panel.tsx"
import { RangePicker } from "../parts/RangePicker.tsx"
import { type Column, Table } from "../parts/Table.tsx"
import { useShop } from "../shell/shop.ts"
import { rangeOf } from "../url/range.ts"

/** The orders and credits of a period. */
export function Orders() {
  const search = useSearch({ from: "/orders" })
  const navigate = useNavigate({ from: "/orders" })
  const { zone } = useShop()
  const { from, to } = rangeOf(search, zone)
  const { status, type, contact, product, reference, sort } = search
  const orders = useInfiniteQuery(queries.orders({ from, to, status, type, contact, product, reference, sort }))
  const rows = orders.data?.pages.flatMap((page) => page.data) ?? []
  const columns: Column<Required<OrderRow>>[] = [
    { name: "Order", cell: (row) => <Link to="/orders/$orderID" params={{ orderID: row.orderID }}>{row.orderReference}</Link> },
    { name: "Date", cell: (row) => shownInstant(row.createdAt, zone) },
    { name: "Customer", cell: (row) => row.customerName ?? row.contactID ?? "Guest" },
    { name: "Status", cell: (row) => row.status, wide: true },
    { name: "Items", cell: (row) => count(row.itemsSold), align: "end", wide: true },
    { name: "Total", cell: (row) => money(row.total, row.currency), align: "end" },
  ]
  return (
    <>
      <h1>Orders</h1>
      <RangePicker
        search={search}
        onChange={(range) => void navigate({ search: (before) => ({ ...before, range: undefined, from: undefined, to: undefined, ...range }) })}
      />
      <Panel title="Orders" query={orders} height={720}>
        {() =>
          rows.length ? (
            <>
              <Table caption="Orders" columns={columns} rows={rows} rowKey={(row) => row.orderID} />
              <More query={orders} shown={rows.length} noun="order" note={orders.data?.pages.at(-1)?.page.note} />
            </>
          ) : (
            <Empty action={<Link to="/orders" search={{ range: "12m" }}>Look at the last twelve months</Link>}>
              No orders in this period.
            </Empty>
          )
        }
      </Panel>
    </>
  )
}
