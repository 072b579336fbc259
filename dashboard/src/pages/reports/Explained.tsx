import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { queries } from "../../api/queries.ts"
import type { ExplainedSalesFigure, IntervalFigures, Sales, SalesExplanation } from "../../api/types.ts"
import { shownRange } from "../../format/days.ts"
import { exactSum } from "../../format/exact.ts"
import { counted } from "../../format/figures.ts"
import { Dialog } from "../../parts/Dialog.tsx"
import { ErrorNote } from "../../parts/ErrorNote.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { type Range, intervalOf } from "../../url/range.ts"
import { SALES_WHYS, type SalesWhy } from "../../url/reports.ts"
import { partsOf, sentence, withValues } from "../explained/formula.ts"
import { Lines } from "../explained/Lines.tsx"
import { Statuses } from "../explained/Statuses.tsx"
import { Sums } from "../explained/Sums.tsx"
import { AddingDocuments, LeavingDocuments } from "../explained/Tables.tsx"
import { sumOf } from "../explained/documents.ts"
import { type Basis, EXPLAINED, addingIntervals, basisOf, figureOf, shownWhy, split } from "./explanation.ts"
import { NoSales } from "./NoSales.tsx"

interface Props {
  why: SalesWhy
  range: Range
  currency: string
  onClose: () => void
}

/** Why a figure of a period is what it is: its formula with the values, and the documents behind it. */
export default function Explained({ why, range, currency, onClose }: Props) {
  const answer = useQuery(queries.sales({ ...range, interval: intervalOf(range), explain: true }))
  const explain = answer.isPlaceholderData ? undefined : answer.data?.explain
  const sales = answer.data?.data.find((each) => each.currency === currency)
  const figure = explain && figureOf(explain, why, currency)
  const { name } = EXPLAINED[why]
  return (
    <Dialog
      title={figure ? `${name}: why ${shownWhy(why, figure.value, currency)}?` : `${name}: why this number?`}
      onClose={onClose}
      className="explained"
    >
      <p className="hint">
        {shownRange(range.from, range.to)}, in {currency}
      </p>
      {explain && sales && figure ? (
        <>
          <Formula figure={figure} currency={currency} />
          <Behind basis={basisOf(why)} explain={explain} sales={sales} range={range} onRetry={() => void answer.refetch()} />
          <Statuses uncounted={explain.uncountedStatuses} />
        </>
      ) : explain ? (
        <NoSales currency={currency} />
      ) : answer.error ? (
        <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <p role="status">Looking at the orders …</p>
      )}
    </Dialog>
  )
}

function Formula({ figure, currency }: { figure: ExplainedSalesFigure; currency: string }) {
  const parts = partsOf(figure.formula, Object.keys(figure.values))
  const shown = (name: string, value: unknown) => shownWhy(whyOf(name) ?? "orders", value, currency)
  return (
    <>
      <p className="definition">{sentence(figure.definition)}</p>
      <Lines
        parts={parts}
        operand={(name) => <Operand name={name} />}
        values={withValues(parts, (name) => shown(name, figure.values[name]))}
        result={shown(figure.figure, figure.value)}
      />
    </>
  )
}

function whyOf(name: string): SalesWhy | undefined {
  return SALES_WHYS.find((each) => each === name)
}

/** Leads from one explanation to another one; Back still closes the dialog. */
function Operand({ name }: { name: string }) {
  const why = whyOf(name)
  if (!why) return name
  return (
    <Link from="/reports" to="." search={(before) => ({ ...before, why })} state={(before) => before} replace resetScroll={false}>
      {EXPLAINED[why].name}
    </Link>
  )
}

interface BehindProps {
  basis: Basis
  explain: SalesExplanation
  sales: Sales
  range: Range
  onRetry: () => void
}

/** The documents that add to the figure, and those that do not; of many, the intervals add up to it, and the newest are shown. */
function Behind({ basis, explain, sales, range, onRetry }: BehindProps) {
  const { currency, totals, intervals } = sales
  const { adding, leaving } = split(explain.documents, basis, currency)
  const shown = (value: unknown) => shownWhy(basis, value, currency)
  return (
    <>
      {explain.rest && <Intervals intervals={addingIntervals(intervals, basis)} basis={basis} shown={shown} />}
      <AddingDocuments adding={adding} name={EXPLAINED[basis].name} shown={shown}>
        {!explain.rest && <Sums sums={{ Together: sumOf(adding) }} shown={shown} />}
      </AddingDocuments>
      {!explain.rest && sumOf(adding) !== totals[basis] && <Moved onRetry={onRetry} />}
      <LeavingDocuments leaving={leaving} />
      {explain.rest && (
        <p className="hint">
          These are the newest {counted(explain.shown, "document")} of the period. <Link to="/orders" search={range}>All of them</Link>
        </p>
      )}
    </>
  )
}

interface IntervalsProps {
  intervals: IntervalFigures[]
  basis: Basis
  shown: (value: unknown) => string
}

/** What each interval adds, with the way to its orders. */
function Intervals({ intervals, basis, shown }: IntervalsProps) {
  const columns: Column<IntervalFigures>[] = [
    { name: "Period", cell: (each) => <Link to="/orders" search={{ from: each.from, to: each.to }}>{shownRange(each.from, each.to)}</Link> },
    { name: "Adds", cell: (each) => shown(each[basis]), align: "end" },
  ]
  return (
    <>
      <h3>What adds to “{EXPLAINED[basis].name.toLowerCase()}”, by date</h3>
      <Table caption="Periods that add" columns={columns} rows={intervals} rowKey={({ from }) => from} />
      <Sums sums={{ Together: exactSum(intervals.map((each) => each[basis])) }} shown={shown} />
    </>
  )
}

/** Figures and documents are read one after the other. */
function Moved({ onRetry }: { onRetry: () => void }) {
  return (
    <p role="status">
      An order has come in between: the documents are newer than the figure. <button type="button" onClick={onRetry}>Look again</button>
    </p>
  )
}
