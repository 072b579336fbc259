import { useQuery } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"

import { queries } from "../api/queries.ts"
import type { Figures } from "../api/types.ts"
import { count, money, percent } from "../format/figures.ts"
import { Delta } from "../parts/Delta.tsx"
import { Panel } from "../parts/Panel.tsx"
import { RangePicker } from "../parts/RangePicker.tsx"
import { useShop } from "../shell/shop.ts"
import { rangeOf } from "../url/range.ts"

const KPIS: { figure: keyof Figures; name: string; kind: "money" | "count" | "percent" }[] = [
  { figure: "totalSales", name: "Total sales", kind: "money" },
  { figure: "netSales", name: "Net sales", kind: "money" },
  { figure: "orders", name: "Orders", kind: "count" },
  { figure: "averageOrderValue", name: "Average order", kind: "money" },
  { figure: "newCustomers", name: "New customers", kind: "count" },
  { figure: "returningRate", name: "Returning rate", kind: "percent" },
]

/** How the shop does in a period, beside another one. */
export function Reports() {
  const search = useSearch({ from: "/reports" })
  const navigate = useNavigate({ from: "/reports" })
  const { zone, currency } = useShop()
  const { from, to } = rangeOf(search, zone)
  const overview = useQuery(queries.overview({ from, to, compare: search.compare }))
  return (
    <>
      <h1>Reports</h1>
      <RangePicker
        search={search}
        onChange={(range) => void navigate({ search: ({ compare }) => ({ compare, ...range }) })}
      />
      <Panel title="Key figures" query={overview} height={180}>
        {({ data }) => {
          const block = data.find((each) => each.currency === currency)
          return (
            <dl className="metrics">
              {KPIS.map(({ figure, name, kind }) => (
                <div key={figure}>
                  <dt>{name}</dt>
                  <dd>{shown(block?.figures[figure], kind, currency)}</dd>
                  <dd>
                    <Delta part={block?.change?.[figure]} />
                  </dd>
                </div>
              ))}
            </dl>
          )
        }}
      </Panel>
    </>
  )
}

function shown(value: number | null | undefined, kind: "money" | "count" | "percent", currency: string): string {
  if (kind === "money") return money(value, currency)
  return kind === "count" ? count(value) : percent(value)
}
