import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"

import { ApiFailure } from "../api/client.ts"
import { queries } from "../api/queries.ts"
import { Empty } from "../parts/Empty.tsx"
import { Panel } from "../parts/Panel.tsx"
import { RangePicker } from "../parts/RangePicker.tsx"
import { useShop } from "../shell/shop.ts"
import type { ProductSearch } from "../url/searches.ts"
import { Head } from "./products/Head.tsx"
import { IntervalSwitch } from "./products/IntervalSwitch.tsx"
import { Orders } from "./products/Orders.tsx"
import { Totals } from "./products/Totals.tsx"
import { Trend } from "./products/Trend.tsx"
import { intervalFor, productRange, rangeShown } from "./products/trend.ts"

/** One product: its totals, its trend, and the orders of a period. */
export function Product() {
  const { productCode } = useParams({ from: "/products/$productCode" })
  const search = useSearch({ from: "/products/$productCode" })
  const change = useChange()
  const { zone } = useShop()
  const range = productRange(search, zone)
  const interval = intervalFor(search.interval, range)
  const product = useQuery(queries.product(productCode, { ...range, interval }))
  const orders = useInfiniteQuery(queries.productOrders(productCode, { ...range, sort: search.sort }))
  const isMissing = product.error instanceof ApiFailure && product.error.status === 404
  return (
    <>
      <p className="back">
        <Link to="/products">Products</Link>
      </p>
      <Head productCode={productCode} product={product.data?.data} />
      {isMissing ? (
        <Empty action={<Link to="/products">Show all products</Link>}>No order that counts names a product with this code.</Empty>
      ) : (
        <>
          <Panel title="All time" query={product} height={130} className="product-totals">
            {({ data }) => <Totals product={data} />}
          </Panel>
          <div className="controls">
            <RangePicker search={rangeShown(search)} onChange={(chosen) => change({ ...NO_RANGE, ...chosen })} />
            <IntervalSwitch range={range} interval={interval} onChange={(chosen) => change({ interval: chosen })} />
          </div>
          <Panel title={`Sold by ${interval}`} query={product} height={400}>
            {({ data }) => <Trend product={data} search={search} onChange={change} />}
          </Panel>
          <Orders productCode={productCode} orders={orders} range={range} sort={search.sort} onChange={change} />
        </>
      )}
    </>
  )
}

const NO_RANGE = { range: undefined, from: undefined, to: undefined }

function useChange(): (part: ProductSearch) => void {
  const navigate = useNavigate({ from: "/products/$productCode" })
  return (part) => void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false })
}
