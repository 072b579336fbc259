import type { UseQueryResult } from "@tanstack/react-query"
import { useSearch } from "@tanstack/react-router"

import type { Sales, SalesAnswer } from "../../api/types.ts"
import { BarChart } from "../../charts/BarChart.tsx"
import { TableSwitch } from "../../charts/TableSwitch.tsx"
import type { Bar } from "../../charts/bars.ts"
import { shownRange } from "../../format/days.ts"
import { Panel } from "../../parts/Panel.tsx"
import { type Interval, type Range, intervalOf } from "../../url/range.ts"
import { COMPARISONS, FIGURE_NAMES, type FigureName, tablesOf, withTable } from "../../url/reports.ts"
import { FIGURES, axisFigure, shownFigure } from "./figures.ts"
import { nameOf, shortOf } from "./intervals.ts"
import { NoSales } from "./NoSales.tsx"
import { useChange } from "./useChange.ts"

interface Props {
  sales: UseQueryResult<SalesAnswer>
  /** The period that it is compared with, if any. */
  before: UseQueryResult<SalesAnswer> | undefined
  currency: string
  interval: Interval
}

/** One figure over the period, beside the period before; each bar leads to its orders. */
export function SalesChart({ sales, before, currency, interval }: Props) {
  const { figure = "totalSales", tables, compare = "previous" } = useSearch({ from: "/reports" })
  const change = useChange()
  const asTable = tablesOf(tables).includes("sales")
  const actions = (
    <span className="choice">
      <FigureChoice figure={figure} onChange={(chosen) => change({ figure: chosen })} />
      <TableSwitch on={asTable} onChange={(on) => change({ tables: withTable(tables, "sales", on) })} />
    </span>
  )
  return (
    <Panel title={`${FIGURES[figure].name} by ${interval}`} query={sales} height={366} className="tall" actions={actions}>
      {({ data, period }) => {
        const block = data.find((each) => each.currency === currency)
        if (!block || !hasDocuments(block)) return <NoSales currency={currency} />
        const other = before?.data?.data.find((each) => each.currency === currency)
        const name = before && COMPARISONS[compare]
        return (
          <>
            <Chart figure={figure} block={block} period={period} before={name} other={other} asTable={asTable} />
            {before?.error && <Uncompared onRetry={() => void before.refetch()} />}
          </>
        )
      }}
    </Panel>
  )
}

function hasDocuments({ totals }: Sales): boolean {
  return totals.orders + totals.credits > 0
}

interface ChartProps {
  figure: FigureName
  block: Sales
  period: Range
  /** What it is compared with, in words. */
  before: string | undefined
  /** That period's answer, when it has come and has something of this currency. */
  other: Sales | undefined
  asTable: boolean
}

function Chart({ figure, block, period, before, other, asTable }: ChartProps) {
  const { kind, name: figureName } = FIGURES[figure]
  const shown = (value: number | null) => shownFigure(value, kind, block.currency)
  return (
    <BarChart
      label={`${figureName}, ${shownRange(period.from, period.to)}`}
      series={[figureName]}
      bars={barsOf(figure, block, other, intervalOf(period))}
      shown={shown}
      axis={(value) => axisFigure(value, kind, block.currency)}
      whole={kind === "count"}
      before={before && `${before[0]?.toUpperCase()}${before.slice(1)}`}
      asTable={asTable}
      resting={
        <>
          {shownRange(period.from, period.to)}: <strong>{shown(block.totals[figure])}</strong>
          {other && (
            <span className="hint">
              {before}: {shown(other.totals[figure])}
            </span>
          )}
        </>
      }
    />
  )
}

/** The intervals stand beside those of the other period in their order, whatever their dates. */
function barsOf(figure: FigureName, block: Sales, other: Sales | undefined, interval: Interval): Bar[] {
  return block.intervals.map((each, index) => {
    const before = other?.intervals[index]
    return {
      name: nameOf(each),
      short: shortOf(each, interval),
      values: [each[figure]],
      before: before && { name: nameOf(before), value: before[figure] },
      orders: { from: each.from, to: each.to },
    }
  })
}

function FigureChoice({ figure, onChange }: { figure: FigureName; onChange: (figure: FigureName) => void }) {
  return (
    <select aria-label="What the chart shows" value={figure} onChange={(event) => onChange(event.target.value as FigureName)}>
      {FIGURE_NAMES.map((each) => (
        <option key={each} value={each}>
          {FIGURES[each].name}
        </option>
      ))}
    </select>
  )
}

function Uncompared({ onRetry }: { onRetry: () => void }) {
  return (
    <p className="hint" role="alert">
      The comparison can't be shown.{" "}
      <button type="button" className="quiet small" onClick={onRetry}>
        Retry
      </button>
    </p>
  )
}
