import { Link } from "@tanstack/react-router"

import type { ExplainedFigure, ExplainedFrequency, ExplainedSegment } from "../../api/types.ts"
import { count, counted } from "../../format/figures.ts"
import { shownDay } from "../../format/days.ts"
import { WHYS, type Why } from "../../url/searches.ts"
import { partsOf, sentence, withValues } from "../explained/formula.ts"
import { Lines } from "../explained/Lines.tsx"
import { NAMES } from "./explanation.ts"
import { SegmentBadge } from "./SegmentBadge.tsx"
import { useShown } from "./shown.ts"

/** What a figure is, and how it is made from its values. */
export function Formula({ figure, contactID }: { figure?: ExplainedFigure; contactID: string }) {
  const shown = useShown()
  if (!figure) return <p>The API does not explain this figure.</p>
  const parts = partsOf(figure.formula, Object.keys(figure.values))
  const order = figure.values["firstOrderID"] ?? figure.values["lastOrderID"]
  return (
    <>
      <p className="definition">{sentence(figure.definition)}</p>
      <Lines
        parts={parts}
        operand={(name) => <Operand name={name} contactID={contactID} />}
        values={withValues(parts, (name) => shown(name, figure.values[name]))}
        result={shown(figure.figure, figure.value)}
      />
      {typeof order === "string" && (
        <p>
          It is the order{" "}
          <Link to="/orders/$orderID" params={{ orderID: order }} dir="auto">
            {order}
          </Link>
          .
        </p>
      )}
    </>
  )
}

/** The average time between orders, and the days for which its name stands. */
export function Frequency({ explain, contactID }: { explain: ExplainedFrequency; contactID: string }) {
  const { value, formula, elapsedDays, intervals, averageDays, band } = explain
  const values = elapsedDays === null ? undefined : `${days(elapsedDays)} ÷ ${count(intervals)}`
  return (
    <>
      <p className="definition">How often an order comes: the average time between the first order and the last.</p>
      <Lines
        parts={partsOf(formula, ["lastOrderDate", "firstOrderDate", "orderCount"])}
        operand={(name) => <Operand name={name} contactID={contactID} />}
        values={values}
        result={averageDays === null ? "–" : days(averageDays)}
      />
      {band && value ? (
        <p>
          “{value}” stands for {bandWords(band.least, band.below)} between orders.
        </p>
      ) : (
        <p>{value ? "With one order there is no time between orders." : "There is no order that counts."}</p>
      )}
    </>
  )
}

/** The rules of the segments in their order, up to the first that holds. */
export function Rules({ explain: { value, validUntil, rules } }: { explain: ExplainedSegment }) {
  return (
    <>
      <p className="definition">The first rule that holds decides.</p>
      <ol className="rules">
        {rules.map(({ segment, rule, holds }) => (
          <li key={segment} className={holds ? "holds" : ""}>
            <SegmentBadge segment={segment} /> <span>{rule}</span> <strong>{holds ? "✓ holds" : "does not hold"}</strong>
          </li>
        ))}
        {!rules.some(({ holds }) => holds) && (
          <li className="holds">
            <SegmentBadge segment={value} /> <span>everybody else</span> <strong>✓ holds</strong>
          </li>
        )}
      </ol>
      {validUntil && <p>It stays {value} up to {shownDay(validUntil)}, if nothing happens.</p>}
    </>
  )
}

/** Leads from one explanation to another one; Back still closes the dialog. */
export function WhyOf({ why, contactID }: { why: Why; contactID: string }) {
  return (
    <Link
      to="/customers/$contactID"
      params={{ contactID }}
      search={(before) => ({ ...before, why })}
      state={(before) => before}
      replace
      resetScroll={false}
    >
      {NAMES[why]}
    </Link>
  )
}

function Operand({ name, contactID }: { name: string; contactID: string }) {
  const why = WHYS.find((each) => each === name)
  return why ? <WhyOf why={why} contactID={contactID} /> : <>{NAMES[name] ?? name}</>
}

function days(value: number): string {
  return counted(Math.round(value * 10) / 10, "day")
}

function bandWords(least: number, below: number | null): string {
  if (below === null) return `${counted(least, "day")} or more`
  return least === 0 ? `less than ${counted(below, "day")}` : `${least} to less than ${counted(below, "day")}`
}
