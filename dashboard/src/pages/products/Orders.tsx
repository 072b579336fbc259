import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { fileName } from "../../api/csv.ts"
import type { Listed } from "../../api/queries.ts"
import type { ProductOrderRow } from "../../api/types.ts"
import { shownDate, shownRange } from "../../format/days.ts"
import { count, money } from "../../format/figures.ts"
import { CsvButton } from "../../parts/CsvButton.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { More } from "../../parts/More.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { useShop } from "../../shell/shop.ts"
import type { Range } from "../../url/range.ts"
import type { ProductSearch } from "../../url/searches.ts"
import { Marks } from "../orders/Marks.tsx"

type Row = Required<ProductOrderRow>

interface Props {
  productCode: string
  orders: UseInfiniteQueryResult<InfiniteData<Listed<ProductOrderRow>>>
  range: Range
  sort: ProductSearch["sort"]
  onChange: (part: ProductSearch) => void
}

/** The orders and credits of the period that name the product, and what of each is this product. */
export function Orders({ productCode, orders, range, sort, onChange }: Props) {
  const { zone } = useShop()
  const rows = orders.data?.pages.flatMap((page) => page.data) ?? []
  const parameters = { ...range, sort }
  return (
    <Panel
      title={`Orders, ${shownRange(range.from, range.to)}`}
      query={orders}
      height={480}
      actions={
        <CsvButton
          key={JSON.stringify(parameters)}
          path={`/api/products/${encodeURIComponent(productCode)}/orders`}
          parameters={parameters}
          file={fileName("orders", productCode, `${range.from} to ${range.to}`)}
        />
      }
    >
      {() =>
        rows.length ? (
          <>
            <Table
              caption="Orders and credits that name the product"
              columns={columnsOf(zone)}
              rows={rows}
              rowKey={(row) => row.orderID}
              sort={sort ?? "-createdAt"}
              onSort={(by) => onChange({ sort: by === "createdAt" ? by : undefined })}
            />
            <More query={orders} shown={rows.length} noun="order" />
          </>
        ) : (
          <Empty action={<Link to="/products/$productCode" params={{ productCode }}>Look at the last twelve months</Link>}>
            No order of this period names it.
          </Empty>
        )
      }
    </Panel>
  )
}

function columnsOf(zone: string): Column<Row>[] {
  return [
    { name: "Order", cell: (row) => <OrderLink row={row} /> },
    { name: "Date", sort: "createdAt", cell: (row) => shownDate(row.createdAt, zone) },
    { name: "Customer", cell: (row) => <Customer row={row} />, wide: true },
    { name: "Order total", cell: (row) => money(row.total, row.currency), align: "end", wide: true },
    { name: "Units", cell: (row) => count(row.units), align: "end" },
    { name: "Revenue", cell: (row) => money(row.revenue, row.currency), align: "end" },
  ]
}

function OrderLink({ row }: { row: Row }) {
  return (
    <span className="marked">
      <Link to="/orders/$orderID" params={{ orderID: row.orderID }} dir="auto">
        {row.orderReference}
      </Link>
      <Marks type={row.type} counts={row.counts} />
    </span>
  )
}

function Customer({ row: { contactID, customerName, customerEmail } }: { row: Row }) {
  const name = customerName ?? customerEmail
  if (!contactID) return <span dir="auto">{name ?? "Guest"}</span>
  return (
    <Link to="/customers/$contactID" params={{ contactID }} dir="auto" className="soft">
      {name ?? contactID}
    </Link>
  )
}
