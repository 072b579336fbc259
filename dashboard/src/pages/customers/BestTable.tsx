import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

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
    { name: "Spent", cell: (row) => <Spent row={row} month={month} />, align: "end" },
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

interface CellProps {
  row: Row
  month: string
}

function Orders({ row, month }: CellProps) {
  const { orders, credits } = row
  const label = `${counted(orders, "order")}${credits ? ` and ${counted(credits, "credit")}` : ""}`
  return (
    <ToDocuments row={row} month={month} label={label}>
      {count(orders)}
      {credits > 0 && <span className="beside">{counted(credits, "credit")}</span>}
    </ToDocuments>
  )
}

/** Why it is so much: the totals of these documents add up to it. */
function Spent({ row, month }: CellProps) {
  const spend = money(row.spend, row.currency)
  return (
    <ToDocuments row={row} month={month} label={`What ${spend} is made of: the documents`}>
      {spend}
    </ToDocuments>
  )
}

interface ToDocumentsProps extends CellProps {
  label: string
  children: ReactNode
}

function ToDocuments({ row: { contactID, name }, month, label, children }: ToDocumentsProps) {
  return (
    <Link
      to="/orders"
      search={{ contact: contactID, ...daysOf(month) }}
      aria-label={`${label} of ${name ?? contactID} in ${shownMonth(month)}`}
    >
      {children}
    </Link>
  )
}
