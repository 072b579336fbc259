import type { UseQueryResult } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import type { OrderValues as Values, SegmentCounts, StatisticsAnswer, WeekdayHour } from "../../api/types.ts"
import { HeatMap } from "../../charts/HeatMap.tsx"
import { shownMonths } from "../../format/days.ts"
import { count, counted, money, percent } from "../../format/figures.ts"
import { Definition } from "../../parts/Definition.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { Meter } from "../../parts/Meter.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { SEGMENTS } from "../../url/searches.ts"
import { NoSales } from "./NoSales.tsx"
import { HOURS, WEEKDAYS, busiest, cellName, cells } from "./hours.ts"

interface Props {
  statistics: UseQueryResult<StatisticsAnswer>
}

/** How many customers are in each segment today. */
export function Segments({ statistics }: Props) {
  return (
    <Panel
      title="Customers by segment"
      query={statistics}
      height={260}
      actions={
        <span className="hint aside">
          today{" "}
          <Definition term="Segments">
            Each customer is in the first that fits, by the rules of your shop and today's date, whatever the period. Prospect:
            known, and no order that counts. Dormant: the last order is long ago. VIP: many orders, or much spent. New: one order,
            not long ago. Active: everybody else. Open a customer to see why.
          </Definition>
        </span>
      }
    >
      {({ data: { segments } }) =>
        total(segments) ? <SegmentList segments={segments} /> : <Empty>No customers yet. They come with the first order.</Empty>
      }
    </Panel>
  )
}

function SegmentList({ segments }: { segments: SegmentCounts }) {
  const all = total(segments)
  return (
    <table className="meters">
      <caption className="visually-hidden">Customers by segment</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Segment</th>
          <th scope="col">Customers</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {SEGMENTS.map((segment) => (
          <tr key={segment}>
            <th scope="row">
              <Link to="/customers" search={{ segment }}>
                {segment}
              </Link>
            </th>
            <td className="end">{count(segments[segment])}</td>
            <td className="fills">
              <Meter part={segments[segment] / all} />
              <span className="visually-hidden">{percent(segments[segment] / all)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function total(segments: SegmentCounts): number {
  return SEGMENTS.reduce((sum, segment) => sum + segments[segment], 0)
}

const PERCENTILES = { p10: "10%", p25: "25%", p50: "Half", p75: "75%", p90: "90%", p95: "95%", p99: "99%" } as const

/** What orders are worth: percentiles. */
export function OrderValues({ statistics, currency }: Props & { currency: string }) {
  return (
    <Panel
      title="What orders are worth"
      query={statistics}
      height={368}
      actions={
        <Period statistics={statistics}>
          <Definition term="Order value">
            The subtotal less the discount of one order, credits not taken off. Percentiles of whole months, no more than 1% of
            their size away from the exact ones.
          </Definition>
        </Period>
      }
    >
      {({ data }) => {
        const values = data.orderValues.find((each) => each.currency === currency)
        return values?.orders ? <Percentiles values={values} /> : <NoSales currency={currency} />
      }}
    </Panel>
  )
}

function Percentiles({ values }: { values: Values }) {
  const most = values.p99 || 1
  return (
    <table className="meters">
      <caption className="visually-hidden">Percentiles of {counted(values.orders, "order")}</caption>
      <thead>
        <tr>
          <th scope="col">Of {counted(values.orders, "order")}</th>
          <th scope="col" className="end">
            are worth at most
          </th>
          <th scope="col">
            <span className="visually-hidden">As a bar</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {(Object.keys(PERCENTILES) as (keyof typeof PERCENTILES)[]).map((percentile) => (
          <tr key={percentile} className={percentile === "p50" ? "strong" : ""}>
            <th scope="row">{PERCENTILES[percentile]}</th>
            <td className="end">{money(values[percentile], values.currency)}</td>
            <td className="fills">
              <Meter part={(values[percentile] ?? 0) / most} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** When orders are made: by weekday and hour. */
export function WeekdayHours({ statistics, several }: Props & { several: boolean }) {
  return (
    <Panel
      title="When orders come"
      query={statistics}
      height={320}
      className="hours"
      actions={
        <Period statistics={statistics}>
          <Definition term="Weekday and hour">
            Orders that count, by the shop's clocks{several ? ", of all currencies together" : ""}. Whole months.
          </Definition>
        </Period>
      }
    >
      {({ data }) => <Hours hours={data.weekdayHours} />}
    </Panel>
  )
}

function Hours({ hours }: { hours: WeekdayHour[] }) {
  const most = busiest(hours)
  if (!most) return <NoSales />
  const values = cells(hours)
  const told = (weekday: number, hour: number) => `${cellName(weekday, hour)}: ${counted(values[weekday]?.[hour] ?? 0, "order")}`
  return (
    <HeatMap
      label="Orders by weekday and hour"
      corner="Weekday"
      rows={WEEKDAYS.map((name) => name.slice(0, 3))}
      columns={HOURS}
      values={values}
      told={told}
      resting={
        <>
          Busiest: <strong>{told(most.weekday - 1, most.hour)}</strong>
        </>
      }
    />
  )
}

/** The statistics know whole months, which may be more than the period. */
function Period({ statistics, children }: Props & { children: React.ReactNode }) {
  return (
    <span className="hint aside">
      {statistics.data && shownMonths(statistics.data.period.from, statistics.data.period.to)} {children}
    </span>
  )
}
