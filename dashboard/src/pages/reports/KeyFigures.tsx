import type { UseQueryResult } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import type { Overview, OverviewAnswer, Sales, SalesAnswer } from "../../api/types.ts"
import { Sparkline } from "../../charts/Sparkline.tsx"
import { shownRange } from "../../format/days.ts"
import { exactSum } from "../../format/exact.ts"
import { points } from "../../format/figures.ts"
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
      height={160}
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
  const { figures, previous, currency } = block
  return (
    <Kpi
      name={name}
      definition={definition}
      value={shownFigure(figures[figure], kind, currency)}
      why={<WhyLink figure={figure} name={name} />}
      change={
        previous && (
          <>
            <Change figure={figure} block={block} />
            <span className="hint">from {shownFigure(previous[figure], kind, currency)}</span>
          </>
        )
      }
      spark={course && course.intervals.length > 1 && <Sparkline values={course.intervals.map((interval) => interval[figure])} />}
    />
  )
}

/** Of a rate it is the difference, in points: a part of a part says little. */
function Change({ figure, block: { figures, previous, change } }: { figure: FigureName; block: Overview }) {
  if (FIGURES[figure].kind !== "percent") return <Delta part={change?.[figure]} />
  const [now, before] = [figures[figure], previous?.[figure]]
  return <Delta part={now == null || before == null ? null : exactSum([now, -before])} shown={points} />
}

function WhyLink({ figure, name }: { figure: FigureName; name: string }) {
  return (
    <Link
      from="/reports"
      to="."
      search={(before) => ({ ...before, why: figure })}
      state={{ opened: true }}
      resetScroll={false}
      className="why"
      aria-haspopup="dialog"
      aria-label={`Why this number? ${name}`}
      title="Why this number?"
    >
      why?
    </Link>
  )
}
