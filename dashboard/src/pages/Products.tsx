import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"

import { fileName } from "../api/csv.ts"
import { queries } from "../api/queries.ts"
import type { ProductRow } from "../api/types.ts"
import { count, money } from "../format/figures.ts"
import { shownDate } from "../format/days.ts"
import { CsvButton } from "../parts/CsvButton.tsx"
import { Empty } from "../parts/Empty.tsx"
import { More } from "../parts/More.tsx"
import { Panel } from "../parts/Panel.tsx"
import { type Column, Table } from "../parts/Table.tsx"
import { type Shop, useShop } from "../shell/shop.ts"
import type { ProductsSearch } from "../url/searches.ts"
import { Categories } from "./products/Categories.tsx"
import { othersOf } from "./products/currencies.ts"
import { SortField } from "./products/SortField.tsx"

type Row = Required<ProductRow>

/** The products, those that have brought most first: by category, by figure. */
export function Products() {
  const { sort = "-revenue", category } = useSearch({ from: "/products" })
  const change = useChange()
  const shop = useShop()
  const parameters = { sort, category }
  const products = useInfiniteQuery(queries.products(parameters))
  const rows = products.data?.pages.flatMap((page) => page.data) ?? []
  const sortBy = (by: string) => change({ sort: by === "-revenue" ? undefined : by })
  return (
    <>
      <h1>Products</h1>
      <div className="product-filters">
        <Categories chosen={category} />
        <SortField sort={sort} onSort={sortBy} />
      </div>
      <Panel
        title={category ? `Category: ${category}` : "All products"}
        query={products}
        height={720}
        className="products"
        actions={
          <CsvButton
            key={JSON.stringify(parameters)}
            path="/api/products"
            parameters={parameters}
            file={fileName("products", category)}
          />
        }
      >
        {({ pages }) =>
          rows.length ? (
            <>
              <Table
                caption="Products"
                columns={columnsOf(shop)}
                rows={rows}
                rowKey={(row) => row.productCode}
                sort={sort}
                onSort={sortBy}
              />
              <More query={products} shown={rows.length} noun="product" note={pages.at(-1)?.page.note} />
            </>
          ) : (
            <None category={category} more={products.hasNextPage ? () => void products.fetchNextPage() : undefined} />
          )
        }
      </Panel>
    </>
  )
}

type Change = (part: ProductsSearch) => void

function useChange(): Change {
  const navigate = useNavigate({ from: "/products" })
  return (part) => void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false })
}

function columnsOf({ zone, currency }: Shop): Column<Row>[] {
  return [
    { name: "Product", cell: (row) => <Name row={row} /> },
    { name: "Category", cell: (row) => <Category of={row.category} />, wide: true },
    { name: "Last sold", sort: "lastSold", cell: (row) => shownDate(row.lastSold, zone), align: "end", wide: true },
    { name: "Orders", sort: "orders", cell: (row) => count(row.orders), align: "end", wide: true },
    { name: "Units", sort: "units", cell: (row) => count(row.units), align: "end" },
    { name: "Revenue", sort: "revenue", cell: (row) => <Revenue row={row} currency={currency} />, align: "end" },
  ]
}

function Name({ row: { name, productCode } }: { row: Row }) {
  return (
    <>
      <Link to="/products/$productCode" params={{ productCode }} dir="auto" className="name">
        {name ?? productCode}
      </Link>
      {name && (
        <span className="beside" dir="auto">
          {productCode}
        </span>
      )}
    </>
  )
}

function Category({ of: category }: { of: string | null }) {
  if (!category) return "–"
  return (
    <Link to="/products" search={(before) => ({ ...before, category })} dir="auto" className="soft">
      {category}
    </Link>
  )
}

/** The revenue in the main currency, and below it that in others. */
function Revenue({ row, currency }: { row: Row; currency: string }) {
  return (
    <>
      {money(row.revenue, currency)}
      {othersOf(row.revenueByCurrency, currency).map((other) => (
        <span key={other} className="beside">
          + {other}
        </span>
      ))}
    </>
  )
}

function None({ category, more }: { category?: string; more?: () => void }) {
  if (more) {
    const further = (
      <button type="button" onClick={more}>
        Look further
      </button>
    )
    return <Empty action={further}>None among the first that were looked through.</Empty>
  }
  if (!category) {
    return <Empty action={<Link to="/orders">Look at the orders</Link>}>No products yet: they come with the first order.</Empty>
  }
  return (
    <Empty action={<Link to="/products">Show all products</Link>}>
      No product is in the category “<bdi>{category}</bdi>”.
    </Empty>
  )
}
