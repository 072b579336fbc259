import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

import type { Customer } from "../../api/types.ts"
import { count, counted, money } from "../../format/figures.ts"
import { shownDate, shownDay } from "../../format/days.ts"
import { type Shop, useShop } from "../../shell/shop.ts"
import type { Why } from "../../url/searches.ts"
import { NAMES } from "./explanation.ts"
import { SegmentBadge } from "./SegmentBadge.tsx"

interface Metric {
  why: Why
  value: ReactNode
  beside?: ReactNode
}

/** The figures of a customer, each with the way to its explanation. */
export function Metrics({ customer }: { customer: Customer }) {
  const metrics = metricsOf(customer, useShop())
  return (
    <dl className="metrics customer-metrics">
      {metrics.map(({ why, value, beside }) => (
        <div key={why}>
          <dt>
            {NAMES[why]} <WhyLink why={why} contactID={customer.contactID} />
          </dt>
          <dd>{value}</dd>
          <dd className="hint">{beside}</dd>
        </div>
      ))}
    </dl>
  )
}

function WhyLink({ why, contactID }: { why: Why; contactID: string }) {
  return (
    <Link
      to="/customers/$contactID"
      params={{ contactID }}
      search={{ why }}
      state={{ opened: true }}
      resetScroll={false}
      className="why"
      aria-haspopup="dialog"
      aria-label={`Why this number? ${NAMES[why]}`}
      title="Why this number?"
    >
      why?
    </Link>
  )
}

function metricsOf(customer: Customer, { zone, currency }: Shop): Metric[] {
  return [
    { why: "totalSpend", value: money(customer.totalSpend, currency), beside: othersOf(customer, currency) },
    { why: "orderCount", value: count(customer.orderCount), beside: "that count, in all currencies" },
    { why: "averageOrderValue", value: money(customer.averageOrderValue, currency), beside: "spent for each order" },
    { why: "creditCount", value: count(customer.creditCount), beside: "already taken off what is spent" },
    { why: "lastOrderDate", value: shownDate(customer.lastOrderDate, zone), beside: agoOf(customer.lastOrderDaysAgo) },
    { why: "firstOrderDate", value: shownDate(customer.firstOrderDate, zone) },
    { why: "segment", value: <SegmentBadge segment={customer.segment} />, beside: untilOf(customer.segmentValidUntil) },
    { why: "purchaseFrequency", value: customer.purchaseFrequency ?? "–", beside: "by the time between orders" },
  ]
}

function othersOf({ spendByCurrency }: Customer, currency: string): string {
  const others = Object.entries(spendByCurrency).filter(([code]) => code !== currency)
  return others.length ? `and ${others.map(([code, amount]) => `${money(amount, code)} ${code}`).join(", ")}` : "after credits"
}

function agoOf(days: number | null): string {
  if (days === null) return "no order that counts"
  return days === 0 ? "today" : days === 1 ? "yesterday" : `${counted(days, "day")} ago`
}

function untilOf(day: string | null): string {
  return day ? `up to ${shownDay(day)}, if nothing happens` : "until there is an order"
}
