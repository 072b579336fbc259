import { Link } from "@tanstack/react-router"

import type { Customer, CustomerMonth } from "../../api/types.ts"
import { BarChart } from "../../charts/BarChart.tsx"
import type { Bar } from "../../charts/bars.ts"
import { shownMonth, today } from "../../format/days.ts"
import { counted, money, shortMoney } from "../../format/figures.ts"
import { Empty } from "../../parts/Empty.tsx"
import { useShop } from "../../shell/shop.ts"
import { MOST_MONTHS, currencyOf, daysOf, filled } from "./months.ts"

/** What a customer has spent in each month; a bar leads to its orders. */
export function Months({ customer, asTable }: { customer: Customer; asTable: boolean }) {
  const { zone, currency } = useShop()
  const shown = currencyOf(customer.months, currency)
  const months = filled(customer.months, shown, today(zone))
  if (!months.length) return <Empty action={<Link to="/customers">Look at the others</Link>}>Nothing was bought yet.</Empty>
  return (
    <BarChart
      label="What was spent in each month"
      series={["Spent"]}
      bars={months.map((month) => barOf(month, customer.contactID))}
      shown={(value) => money(value, shown)}
      axis={(value) => shortMoney(value, shown)}
      resting={<Resting months={months} main={currency} shown={shown} />}
      asTable={asTable}
      height={370}
    />
  )
}

function barOf({ month, spend, orderCount, creditCount }: CustomerMonth, contact: string): Bar {
  const credits = creditCount ? `, ${counted(creditCount, "credit")}` : ""
  const name = `${shownMonth(month)}, ${counted(orderCount, "order")}${credits}`
  return { name, short: shownMonth(month), values: [spend], orders: { contact, ...daysOf(month) } }
}

/** What the bars show, while none is pointed at. */
function Resting({ months, main, shown }: { months: CustomerMonth[]; main: string; shown: string }) {
  const all = months.length === MOST_MONTHS ? `The last ${MOST_MONTHS} months` : counted(months.length, "month")
  return (
    <>
      {all}
      {shown !== main && `, in ${shown}`}; a month leads to its orders
    </>
  )
}
