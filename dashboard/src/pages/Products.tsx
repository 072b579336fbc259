import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import type { ProductRow } from "../api/types.ts"
import { count, money } from "../format/figures.ts"
import { shownDate } from "../format/days.ts"
import { Empty } from "../parts/Empty.tsx"
import { More } from "../parts/More.tsx"
import { Panel } from "../parts/Panel.tsx"
import { type Column, Table } from "../parts/Table.tsx"
import { useShop } from "../shell/shop.ts"

/** The products, those that have brought most first. */
export function Products() {
  const { sort = "-revenue", category } = useSearch({ from: "/products" })
  const navigate = useNavigate({ from: "/products" })
  const { zone, currency } = useShop()
  const products = useInfiniteQuery(queries.products({ sort, category }))
  const rows = products.data?.pages.flatMap((page) => page.data) ?? []
  const columns: Column<Required<ProductRow>>[] = [
    {
      name: "Product",
      cell: (row) => <Link to="/products/$productCode" params={{ productCode: row.productCode }}>{row.name ?? row.productCode}</Link>,
    },
    { name: "Category", cell: (row) => row.category ?? "–", wide: true },
    { name: "Orders", sort: "orders", cell: (row) => count(row.orders), align: "end" },
    { name: "Units", sort: "units", cell: (row) => count(row.units), align: "end", wide: true },
    { name: "Last sold", sort: "lastSold", cell: (row) => shownDate(row.lastSold, zone), wide: true },
    { name: "Revenue", sort: "revenue", cell: (row) => money(row.revenue, currency), align: "end" },
  ]
  return (
    <>
      <h1>Products</h1>
      <Panel title="Products" query={products} height={720}>
        {() =>
          rows.length ? (
            <>
              <Table
                caption="Products"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.productCode}
                sort={sort}
                onSort={(by) => void navigate({ search: (before) => ({ ...before, sort: by }) })}
              />
              <More query={products} shown={rows.length} noun="product" note={products.data?.pages.at(-1)?.page.note} />
            </>
          ) : (
            <Empty action={<Link to="/products">Show all products</Link>}>No product is like that.</Empty>
          )
        }
      </Panel>
    </>
  )
}
