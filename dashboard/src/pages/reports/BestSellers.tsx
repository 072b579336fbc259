import type { UseQueryResult } from "@tanstack/react-query"
import { Link, useSearch } from "@tanstack/react-router"

import type { BestCategory, BestProduct, BestSellers, BestSellersAnswer } from "../../api/types.ts"
import { shownRange } from "../../format/days.ts"
import { count, counted, money, percent } from "../../format/figures.ts"
import { Definition } from "../../parts/Definition.tsx"
import { Meter } from "../../parts/Meter.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { type RangeSearch, rangeSearch } from "../../url/range.ts"
import type { Ranking } from "../../url/reports.ts"
import { NoSales } from "./NoSales.tsx"
import { useChange } from "./useChange.ts"

interface Props {
  best: UseQueryResult<BestSellersAnswer>
  currency: string
  /** Whether the period is longer than what can be asked for. */
  cut: boolean
}

/** The products that have sold best, by revenue, units or orders. */
export function BestProducts({ best, currency, cut }: Props) {
  const search = useSearch({ from: "/reports" })
  const change = useChange()
  const { best: ranking = "revenue" } = search
  return (
    <Panel title="Best products" query={best} height={470} actions={<Note answer={best.data} currency={currency} cut={cut} />}>
      {({ data }) => {
        const block = blockOf(data, currency)
        if (!block?.products.length) return <NoSales currency={currency} />
        return (
          <Table
            caption={`Products by ${ranking}`}
            columns={productColumns(currency, ranking, rangeSearch({ ...search }))}
            rows={block.products}
            rowKey={(row) => row.productCode}
            sort={`-${ranking}`}
            onSort={(by) => change({ best: by.replace("-", "") })}
          />
        )
      }}
    </Panel>
  )
}

function Note({ answer, currency, cut }: { answer: BestSellersAnswer | undefined; currency: string; cut: boolean }) {
  const totals = answer && blockOf(answer.data, currency)?.totals
  if (!totals) return <span className="hint aside" />
  return (
    <span className="hint aside">
      {cut && `${shownRange(answer.period.from, answer.period.to)} · `}
      {counted(totals.products, "product")}, {money(totals.revenue, currency)}{" "}
      <Definition term="Revenue of products">
        The totals of the lines that name a product, less those of credits, before a discount of the whole order. So it is not
        the net sales.
      </Definition>
    </span>
  )
}

function productColumns(currency: string, ranking: Ranking, range: RangeSearch): Column<BestProduct>[] {
  return [
    {
      name: "Product",
      cell: (row) => (
        <span className="one-line" title={row.name ?? row.productCode}>
          <Link to="/products/$productCode" params={{ productCode: row.productCode }} search={range} dir="auto">
            {row.name ?? row.productCode}
          </Link>
        </span>
      ),
    },
    { name: "Orders", sort: "orders", cell: (row) => count(row.orders), align: "end", wide: ranking !== "orders" },
    { name: "Units", sort: "units", cell: (row) => count(row.units), align: "end", wide: ranking !== "units" },
    { name: "Share", cell: (row) => percent(row.share), align: "end", wide: true },
    { name: "Revenue", sort: "revenue", cell: (row) => money(row.revenue, currency), align: "end" },
  ]
}

/** All categories of the period. */
export function BestCategories({ best, currency }: Omit<Props, "cut">) {
  return (
    <Panel title="Categories" query={best} height={470} className="scrolls">
      {({ data }) => {
        const block = blockOf(data, currency)
        if (!block?.categories.length) return <NoSales currency={currency} />
        return (
          <Table
            caption="Categories by revenue"
            columns={categoryColumns(currency)}
            rows={block.categories}
            rowKey={(row) => row.category ?? ""}
          />
        )
      }}
    </Panel>
  )
}

function categoryColumns(currency: string): Column<BestCategory>[] {
  return [
    { name: "Category", cell: ({ category }) => <CategoryName category={category} /> },
    { name: "Units", cell: (row) => count(row.units), align: "end", wide: true },
    {
      name: "Share",
      cell: (row) => (
        <>
          <Meter part={row.share} /> <span className="share">{percent(row.share)}</span>
        </>
      ),
      align: "end",
    },
    { name: "Revenue", cell: (row) => money(row.revenue, currency), align: "end" },
  ]
}

function CategoryName({ category }: { category: string | null }) {
  if (category === null) return <span className="one-line">No category</span>
  return (
    <span className="one-line" title={category}>
      <Link to="/products" search={{ category }} dir="auto">
        {category}
      </Link>
    </span>
  )
}

function blockOf(data: BestSellers[], currency: string): BestSellers | undefined {
  return data.find((each) => each.currency === currency)
}
