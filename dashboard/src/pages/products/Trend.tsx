import { Link } from "@tanstack/react-router"
import { useState } from "react"

import type { Product, ProductTrend } from "../../api/types.ts"
import { BarChart } from "../../charts/BarChart.tsx"
import { TableSwitch } from "../../charts/TableSwitch.tsx"
import { shownDate } from "../../format/days.ts"
import { count, money, shortMoney } from "../../format/figures.ts"
import { Empty } from "../../parts/Empty.tsx"
import { useShop } from "../../shell/shop.ts"
import { MEASURES, type Measure, type ProductSearch } from "../../url/searches.ts"
import { aroundLast, barsOf, isNothing, sumOf, trendIn } from "./trend.ts"

interface Props {
  product: Product
  search: ProductSearch
  onChange: (part: ProductSearch) => void
}

/** What was sold in each interval, as bars that lead to their orders. */
export function Trend({ product, search: { measure = "revenue", currency }, onChange }: Props) {
  const [asTable, showAsTable] = useState(false)
  const trend = trendIn(product.trend, currency)
  if (!trend || isNothing(product.trend)) return <NotSold product={product} />
  const shown = (value: number | null) => (measure === "revenue" ? money(value, trend.currency) : count(value))
  return (
    <>
      <div className="trend-controls">
        <Measures chosen={measure} onChoose={(chosen) => onChange({ measure: chosen === "revenue" ? undefined : chosen })} />
        <Currencies trends={product.trend} chosen={trend.currency} onChoose={(chosen) => onChange({ currency: chosen })} />
        <TableSwitch on={asTable} onChange={showAsTable} />
      </div>
      <BarChart
        label={`${MEASURES[measure]} of the product`}
        series={[MEASURES[measure]]}
        bars={barsOf(trend.intervals, measure, product.productCode)}
        shown={shown}
        axis={(value) => (measure === "revenue" ? shortMoney(value, trend.currency) : count(value))}
        whole={measure !== "revenue"}
        resting={
          <>
            In this period: <strong>{shown(sumOf(trend.intervals, measure))}</strong>
          </>
        }
        asTable={asTable}
      />
    </>
  )
}

function Measures({ chosen, onChoose }: { chosen: Measure; onChoose: (measure: Measure) => void }) {
  return (
    <select aria-label="Figure" value={chosen} onChange={(event) => onChoose(event.target.value as Measure)}>
      {Object.entries(MEASURES).map(([measure, name]) => (
        <option key={measure} value={measure}>
          {name}
        </option>
      ))}
    </select>
  )
}

interface CurrenciesProps {
  trends: ProductTrend[]
  chosen: string
  onChoose: (currency: string) => void
}

function Currencies({ trends, chosen, onChoose }: CurrenciesProps) {
  if (trends.length < 2) return null
  return (
    <select aria-label="Currency" value={chosen} onChange={(event) => onChoose(event.target.value)}>
      {trends.map(({ currency }) => (
        <option key={currency}>{currency}</option>
      ))}
    </select>
  )
}

function NotSold({ product: { productCode, lastSold } }: { product: Product }) {
  const { zone } = useShop()
  if (!lastSold) {
    return <Empty action={<Link to="/products">Look at the others</Link>}>It was never sold; only credits name it.</Empty>
  }
  const last = (
    <Link to="/products/$productCode" params={{ productCode }} search={aroundLast(lastSold, zone)} resetScroll={false}>
      Go to the days before the last sale, on {shownDate(lastSold, zone)}
    </Link>
  )
  return <Empty action={last}>Nothing of it was sold in this period.</Empty>
}
