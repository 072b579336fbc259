import type { UseQueryResult } from "@tanstack/react-query"
import { useSearch } from "@tanstack/react-router"

import type { MonthOfOrders, StatisticsAnswer } from "../../api/types.ts"
import { BarChart } from "../../charts/BarChart.tsx"
import { TableSwitch } from "../../charts/TableSwitch.tsx"
import type { Bar } from "../../charts/bars.ts"
import { lastOf, shortMonth, shownMonth, shownMonths } from "../../format/days.ts"
import { count, percent } from "../../format/figures.ts"
import { Definition } from "../../parts/Definition.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { tablesOf, withTable } from "../../url/reports.ts"
import { NoSales } from "./NoSales.tsx"
import { useChange } from "./useChange.ts"

interface Props {
  statistics: UseQueryResult<StatisticsAnswer>
  /** Whether there are several currencies, which are together here. */
  several: boolean
}

/** New customers against returning orders by month, a year of them at least. */
export function Months({ statistics, several }: Props) {
  const { tables } = useSearch({ from: "/reports" })
  const change = useChange()
  const asTable = tablesOf(tables).includes("months")
  const actions = (
    <span className="choice">
      <Definition term="New and returning">
        New: customers whose first ever order is of that month. Returning: orders that are not their customer's first. Orders of
        guests are in neither{several ? "; all currencies are together" : ""}.
      </Definition>
      <TableSwitch on={asTable} onChange={(on) => change({ tables: withTable(tables, "months", on) })} />
    </span>
  )
  return (
    <Panel title="New and returning by month" query={statistics} height={346} className="tall" actions={actions}>
      {({ data, period }) =>
        data.months.some((month) => month.orders) ? (
          <BarChart
            label={`New customers and returning orders, ${shownMonths(period.from, period.to)}`}
            series={["New", "Returning"]}
            bars={data.months.map(barOf)}
            shown={count}
            axis={count}
            whole
            asTable={asTable}
            height={260}
            resting={
              <>
                {shownMonths(period.from, period.to)}: <strong>{percent(data.returningRate)}</strong> of orders return
              </>
            }
          />
        ) : (
          <NoSales />
        )
      }
    </Panel>
  )
}

function barOf({ month, newCustomers, returningOrders }: MonthOfOrders): Bar {
  return {
    name: shownMonth(month),
    short: shortMonth(month),
    values: [newCustomers, returningOrders],
    orders: { from: `${month}-01`, to: lastOf(month) },
  }
}
