import { useQuery } from "@tanstack/react-query"
import { useSearch } from "@tanstack/react-router"
import { Suspense, lazy } from "react"

import { queries } from "../api/queries.ts"
import { useClosing } from "../parts/closing.ts"
import { useShop } from "../shell/shop.ts"
import { type Range, intervalOf, rangeOf } from "../url/range.ts"
import { type ReportsSearch, lastTwoYears, monthsOf, rangeBefore, yearOfMonths } from "../url/reports.ts"
import { BestCustomers } from "./reports/BestCustomers.tsx"
import { BestCategories, BestProducts } from "./reports/BestSellers.tsx"
import { KeyFigures } from "./reports/KeyFigures.tsx"
import { Months } from "./reports/Months.tsx"
import { SalesChart } from "./reports/SalesChart.tsx"
import { OrderValues, Segments, WeekdayHours } from "./reports/Statistics.tsx"
import { Currencies, Toolbar } from "./reports/Toolbar.tsx"
import { useChange } from "./reports/useChange.ts"

// Few ask, so its code comes with the first question.
const Explained = lazy(() => import("./reports/Explained.tsx"))

/** How the shop does in a period, beside another one. */
export function Reports() {
  const search = useSearch({ from: "/reports" })
  const shop = useShop()
  const range = rangeOf(search, shop.zone)
  const { overview, sales, before, best, statistics, months } = useReports(search, range)
  const currency = search.currency ?? shop.currency
  const currencies = overview.data?.data.map((block) => block.currency) ?? []
  const several = currencies.length > 1
  const change = useChange()
  const close = useClosing(() => change({ why: undefined }, true))
  return (
    <>
      <div className="heading">
        <h1>Reports</h1>
        <Currencies currencies={currencies} />
      </div>
      <Toolbar />
      <KeyFigures overview={overview} sales={sales.data} currency={currency} />
      <SalesChart sales={sales} before={before} currency={currency} interval={intervalOf(range)} />
      <div className="columns">
        <BestProducts best={best} currency={currency} cut={lastTwoYears(range).from !== range.from} />
        <BestCategories best={best} currency={currency} />
        <BestCustomers range={range} currency={currency} />
        <OrderValues statistics={statistics} currency={currency} />
        <Segments statistics={statistics} />
      </div>
      <WeekdayHours statistics={statistics} several={several} />
      <Months statistics={months} several={several} />
      {search.why && (
        <Suspense>
          <Explained why={search.why} range={range} currency={currency} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

/** What the page asks. Panels that show the same answer share its request. */
function useReports(search: ReportsSearch, range: Range) {
  const { compare = "previous", best = "revenue" } = search
  const interval = intervalOf(range)
  const other = rangeBefore(range, compare)
  const before = useQuery({ ...queries.sales({ ...other, interval }), enabled: other !== undefined })
  return {
    overview: useQuery(queries.overview({ ...range, compare })),
    sales: useQuery(queries.sales({ ...range, interval })),
    before: other && before,
    best: useQuery(queries.bestSellers({ ...lastTwoYears(range), sort: best })),
    statistics: useQuery(queries.statistics(monthsOf(range))),
    months: useQuery(queries.statistics(yearOfMonths(range))),
  }
}
