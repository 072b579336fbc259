import { useQuery } from "@tanstack/react-query"
import { Link, useParams, useSearch } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import { count, money } from "../format/figures.ts"
import { Panel } from "../parts/Panel.tsx"
import { useShop } from "../shell/shop.ts"

/** One product: its totals and its trend. */
export function Product() {
  const { productCode } = useParams({ from: "/products/$productCode" })
  const { from, to } = useSearch({ from: "/products/$productCode" })
  const { currency } = useShop()
  const product = useQuery(queries.product(productCode, { from, to }))
  return (
    <>
      <p className="back">
        <Link to="/products">Products</Link>
      </p>
      <h1>{product.data?.data.name ?? productCode}</h1>
      <Panel title="Totals" query={product} height={200}>
        {({ data }) => (
          <dl className="metrics">
            <div>
              <dt>Revenue</dt>
              <dd>{money(data.revenue, currency)}</dd>
            </div>
            <div>
              <dt>Units</dt>
              <dd>{count(data.units)}</dd>
            </div>
            <div>
              <dt>Orders</dt>
              <dd>{count(data.orders)}</dd>
            </div>
          </dl>
        )}
      </Panel>
    </>
  )
}
