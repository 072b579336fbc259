import type { UseQueryResult } from "@tanstack/react-query"

import type { Overview, OverviewAnswer, Sales, SalesAnswer } from "../../api/types.ts"
import { Sparkline } from "../../charts/Sparkline.tsx"
import { shownRange } from "../../format/days.ts"
import { Delta } from "../../parts/Delta.tsx"
import { Kpi } from "../../parts/Kpi.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { FIGURE_NAMES, type FigureName } from "../../url/reports.ts"
import { FIGURES, shownFigure } from "./figures.ts"
import { NoSales } from "./NoSales.tsx"

interface Props {
  overview: UseQueryResult<OverviewAnswer>
  /** The intervals of the same period: the courses of the figures come from the chart's answer. */
  sales: SalesAnswer | undefined
  currency: string
}

/** The figures of the period with their changes and courses. */
export function KeyFigures({ overview, sales, currency }: Props) {
  const before = overview.data?.data.find((each) => each.currency === currency)?.previous
  return (
    <Panel
      title="Key figures"
      query={overview}
      height={182}
      className="key-figures"
      actions={<span className="hint aside">{before && `compared with ${shownRange(before.from, before.to)}`}</span>}
    >
      {({ data }) => {
        const block = data.find((each) => each.currency === currency)
        const course = sales?.data.find((each) => each.currency === currency)
        if (!block) return <NoSales currency={currency} />
        return (
          <dl className="kpis">
            {FIGURE_NAMES.map((figure) => (
              <FigureKpi key={figure} figure={figure} block={block} course={course} />
            ))}
          </dl>
        )
      }}
    </Panel>
  )
}

function FigureKpi({ figure, block, course }: { figure: FigureName; block: Overview; course: Sales | undefined }) {
  const { name, definition, kind } = FIGURES[figure]
  const { figures, previous, change, currency } = block
  return (
    <Kpi
      name={name}
      definition={definition}
      value={shownFigure(figures[figure], kind, currency)}
      change={
        previous && (
          <>
            <Delta part={change?.[figure]} /> <span className="hint">from {shownFigure(previous[figure], kind, currency)}</span>
          </>
        )
      }
      spark={course && <Sparkline values={course.intervals.map((interval) => interval[figure])} />}
    />
  )
}
