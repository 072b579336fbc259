import { Link } from "@tanstack/react-router"
import { type KeyboardEvent, useState } from "react"

import type { Customer, CustomerMonth } from "../../api/types.ts"
import { shownMonth, today } from "../../format/days.ts"
import { count, counted, money, shortMoney } from "../../format/figures.ts"
import { Empty } from "../../parts/Empty.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { useShop } from "../../shell/shop.ts"
import { type Bar, barsOf, currencyOf, daysOf, filled } from "./months.ts"

/** What a customer has spent in each month; a bar leads to its orders. */
export function Months({ customer }: { customer: Customer }) {
  const { zone, currency } = useShop()
  const shown = currencyOf(customer.months, currency)
  const months = filled(customer.months, shown, today(zone))
  if (!months.length) return <Empty action={<Link to="/customers">Look at the others</Link>}>Nothing is bought yet.</Empty>
  return (
    <>
      <Bars months={months} contactID={customer.contactID} />
      <details className="as-table">
        <summary>Show as table</summary>
        <Table caption="Spend by month" columns={COLUMNS} rows={customer.months} rowKey={(row) => `${row.month} ${row.currency}`} />
      </details>
    </>
  )
}

const COLUMNS: Column<CustomerMonth>[] = [
  { name: "Month", cell: (row) => shownMonth(row.month) },
  { name: "Orders", cell: (row) => count(row.orderCount), align: "end" },
  { name: "Credits", cell: (row) => count(row.creditCount), align: "end" },
  { name: "Currency", cell: (row) => row.currency, align: "end" },
  { name: "Spent", cell: (row) => money(row.spend, row.currency), align: "end" },
]

function Bars({ months, contactID }: { months: CustomerMonth[]; contactID: string }) {
  const [at, setAt] = useState<number | null>(null)
  const { zero, bars } = barsOf(months.map(({ spend }) => spend))
  const read = months[at ?? months.length - 1]
  const every = Math.ceil(months.length / 6)
  return (
    <div className="month-bars">
      <p className="read-out" aria-hidden="true">
        {read && wordsOf(read)}
      </p>
      <Scale months={months} zero={zero} />
      <ol onKeyDown={walk} onMouseLeave={() => setAt(null)} aria-label="Spend by month; a month leads to its orders">
        {months.map((month, place) => (
          <li key={month.month} onMouseEnter={() => setAt(place)} onFocus={() => setAt(place)} onBlur={() => setAt(null)}>
            <MonthLink month={month} contactID={contactID} bar={bars[place]} isStop={place === (at ?? months.length - 1)} />
            <span className="month" aria-hidden="true">
              {(months.length - 1 - place) % every === 0 && shownMonth(month.month)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

function MonthLink(props: { month: CustomerMonth; contactID: string; bar?: Bar; isStop: boolean }) {
  const { month, contactID, bar, isStop } = props
  return (
    <Link
      to="/orders"
      search={{ contact: contactID, ...daysOf(month.month) }}
      aria-label={`${wordsOf(month)}: show the orders`}
      tabIndex={isStop ? 0 : -1}
    >
      <span
        className={month.spend < 0 ? "bar negative" : "bar"}
        style={bar && { top: `${bar.top * 100}%`, height: `${bar.size * 100}%` }}
      />
    </Link>
  )
}

/** The largest amount, and the line of zero. */
function Scale({ months, zero }: { months: CustomerMonth[]; zero: number }) {
  const spends = months.map(({ spend }) => spend)
  const [most, least] = [Math.max(0, ...spends), Math.min(0, ...spends)]
  const currency = months[0]?.currency ?? ""
  return (
    <div className="scale" aria-hidden="true">
      {most > 0 && <span style={{ top: 0 }}>{shortMoney(most, currency)}</span>}
      <span style={{ top: `${zero * 100}%` }}>{shortMoney(0, currency)}</span>
      {least < 0 && zero < 0.9 && <span style={{ top: "100%" }}>{shortMoney(least, currency)}</span>}
    </div>
  )
}

function wordsOf({ month, spend, currency, orderCount, creditCount }: CustomerMonth): string {
  const credits = creditCount ? `, ${counted(creditCount, "credit")}` : ""
  return `${shownMonth(month)}: ${money(spend, currency)}, ${counted(orderCount, "order")}${credits}`
}

/** The arrows, Home and End walk along the bars; Enter is the link's own. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a")]
  const at = links.indexOf(document.activeElement as HTMLAnchorElement)
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: links.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus()
}
