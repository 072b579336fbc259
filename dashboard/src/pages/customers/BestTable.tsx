import { Link } from "@tanstack/react-router"

import type { BestCustomerRow } from "../../api/types.ts"
import { count, counted, money } from "../../format/figures.ts"
import { shownMonth } from "../../format/days.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { SegmentBadge } from "./SegmentBadge.tsx"
import { daysOf } from "./months.ts"

type Row = Required<BestCustomerRow>

/** The customers of a month by what they spent in it; each leads to the customer, their orders to those of the month. */
export function BestTable({ rows, month }: { rows: Row[]; month: string }) {
  return <Table caption="Customers by spend" columns={columnsOf(month)} rows={rows} rowKey={(row) => row.contactID} />
}

function columnsOf(month: string): Column<Row>[] {
  return [
    { name: "Customer", cell: (row) => <Name row={row} /> },
    { name: "Segment", cell: (row) => <SegmentBadge segment={row.segment} />, wide: true },
    { name: "Orders", cell: (row) => <Orders row={row} month={month} />, align: "end" },
    { name: "Average order", cell: (row) => money(row.averageOrderValue, row.currency), align: "end", wide: true },
    { name: "Spent", cell: (row) => money(row.spend, row.currency), align: "end" },
  ]
}

/** The rank, the name, and what tells two of the same name apart. */
function Name({ row }: { row: Row }) {
  const [name, other] = [row.name, row.company, row.email, row.contactID].filter((each) => each !== null)
  return (
    <span className="ranked">
      <span className="rank">{count(row.rank)}</span>
      <span className="one-line">
        <Link to="/customers/$contactID" params={{ contactID: row.contactID }} dir="auto" className="name" title={name}>
          {name}
        </Link>
        <span className="beside one-line" dir="auto">
          {other}
        </span>
      </span>
    </span>
  )
}

function Orders({ row: { contactID, orders, credits, name }, month }: { row: Row; month: string }) {
  const label = `${counted(orders, "order")}${credits ? ` and ${counted(credits, "credit")}` : ""}`
  return (
    <Link
      to="/orders"
      search={{ contact: contactID, ...daysOf(month) }}
      aria-label={`${label} of ${name ?? contactID} in ${shownMonth(month)}`}
    >
      {count(orders)}
      {credits > 0 && <span className="beside">{counted(credits, "credit")}</span>}
    </Link>
  )
}
