import { Link } from "@tanstack/react-router"

import type { OrderLine } from "../../api/types.ts"
import { count, money, price } from "../../format/figures.ts"
import { type Column, Table } from "../../parts/Table.tsx"

type Line = OrderLine & { place: number }

/** The lines of an order as it has them. */
export function Lines({ lines, currency }: { lines: OrderLine[]; currency: string }) {
  if (!lines.length) return <p className="hint">It has no lines.</p>
  const rows = lines.map((line, place) => ({ ...line, place }))
  return <Table caption="Lines" columns={columnsOf(currency)} rows={rows} rowKey={({ place }) => String(place)} />
}

function columnsOf(currency: string): Column<Line>[] {
  return [
    { name: "Product", cell: (line) => <ProductOf line={line} /> },
    { name: "Category", cell: (line) => <span dir="auto">{line.category ?? "–"}</span>, wide: true },
    { name: "Quantity", cell: (line) => count(line.quantity), align: "end" },
    { name: "Unit price", cell: (line) => price(line.unitPrice, currency), align: "end", wide: true },
    { name: "Total", cell: (line) => money(line.lineTotal, currency), align: "end" },
  ]
}

function ProductOf({ line: { productCode, name } }: { line: Line }) {
  return (
    <>
      <Link to="/products/$productCode" params={{ productCode }} dir="auto">
        {name ?? productCode}
      </Link>
      {name && (
        <div className="hint" dir="auto">
          {productCode}
        </div>
      )}
    </>
  )
}
