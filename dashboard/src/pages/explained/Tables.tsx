import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

import { shownDate } from "../../format/days.ts"
import { counted, money } from "../../format/figures.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { useShop } from "../../shell/shop.ts"
import type { Added, Adding, Document, Leaving } from "./documents.ts"

interface AddingProps {
  adding: Adding[]
  /** The figure's name on screen. */
  name: string
  shown: (adds: Added) => string
  /** Their sum. */
  children: ReactNode
}

/** The documents that add to a figure, each with what it adds. */
export function AddingDocuments({ adding, name, shown, children }: AddingProps) {
  const columns: Column<Adding>[] = [
    ...useAbout<Adding>(),
    { name: "Adds", cell: ({ adds }) => shown(adds), align: "end" },
  ]
  return (
    <>
      <h3>
        {counted(adding.length, "document")} that {adding.length === 1 ? "adds" : "add"} to “{name.toLowerCase()}”
      </h3>
      {adding.length > 0 && <Table caption="Documents that add" columns={columns} rows={adding} rowKey={idOf} />}
      {children}
    </>
  )
}

/** The documents that do not add to it, each with the reason. */
export function LeavingDocuments({ leaving }: { leaving: Leaving[] }) {
  const columns: Column<Leaving>[] = [
    ...useAbout<Leaving>(),
    { name: "Total", cell: ({ document }) => money(document.total, document.currency), align: "end", wide: true },
    { name: "Why not", cell: ({ because }) => because },
  ]
  return (
    <>
      <h3>
        {counted(leaving.length, "document")} that {leaving.length === 1 ? "does" : "do"} not
      </h3>
      {leaving.length > 0 && <Table caption="Documents that do not add" columns={columns} rows={leaving} rowKey={idOf} />}
    </>
  )
}

function idOf({ document }: { document: Document }): string {
  return document.orderID
}

function useAbout<Row extends { document: Document }>(): Column<Row>[] {
  const { zone } = useShop()
  return [
    { name: "Order", cell: ({ document }): ReactNode => <OrderLink document={document} zone={zone} /> },
    { name: "Date", cell: ({ document }) => <span className="date">{shownDate(document.createdAt, zone)}</span>, wide: true },
  ]
}

function OrderLink({ document, zone }: { document: Document; zone: string }) {
  const { orderID, orderReference, type, createdAt } = document
  return (
    <>
      <Link to="/orders/$orderID" params={{ orderID }} dir="auto">
        {orderReference}
      </Link>
      <span className="beside date narrow">{shownDate(createdAt, zone)}</span>
      {type === "credit" && <span className="beside">credit</span>}
    </>
  )
}
