import { useInfiniteQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { queries } from "../../api/queries.ts"
import type { DocumentRow } from "../../api/types.ts"
import { shownDate } from "../../format/days.ts"
import { count, money } from "../../format/figures.ts"
import { Empty } from "../../parts/Empty.tsx"
import { More } from "../../parts/More.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { useShop } from "../../shell/shop.ts"

/** The orders and credits of a customer, newest first, those that do not count included. */
export function Documents({ contactID }: { contactID: string }) {
  const { zone } = useShop()
  const orders = useInfiniteQuery(queries.customerOrders(contactID))
  const pages = orders.data?.pages ?? []
  const rows = pages.flatMap((page) => page.data)
  return (
    <Panel title="Orders and credits" query={orders} height={480}>
      {() =>
        rows.length ? (
          <>
            <Table caption="Orders and credits" columns={columnsOf(zone)} rows={rows} rowKey={(row) => row.orderID} />
            <More query={orders} shown={rows.length} noun="document" note={pages.at(-1)?.page.note} />
          </>
        ) : (
          <Empty action={<Link to="/customers">Look at the others</Link>}>There is no order yet.</Empty>
        )
      }
    </Panel>
  )
}

function columnsOf(zone: string): Column<Required<DocumentRow>>[] {
  return [
    {
      name: "Order",
      cell: (row) => (
        <Link to="/orders/$orderID" params={{ orderID: row.orderID }} dir="auto">
          {row.orderReference}
        </Link>
      ),
    },
    { name: "Date", cell: (row) => shownDate(row.createdAt, zone) },
    { name: "Type", cell: (row) => row.type, wide: true },
    { name: "Status", cell: (row) => <Status row={row} /> },
    { name: "Items", cell: (row) => count(row.itemsSold), align: "end", wide: true },
    { name: "Total", cell: (row) => money(row.total, row.currency), align: "end" },
  ]
}

function Status({ row }: { row: Required<DocumentRow> }) {
  return (
    <>
      {row.status}
      {!row.counts && <span className="beside">does not count</span>}
    </>
  )
}
