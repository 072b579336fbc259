import { useSearch } from "@tanstack/react-router"
import { useId } from "react"

import { RangePicker } from "../../parts/RangePicker.tsx"
import { useShop } from "../../shell/shop.ts"
import { COMPARISONS, type Comparison } from "../../url/reports.ts"
import { useChange } from "./useChange.ts"

/** Chooses the period, and what it is compared with. */
export function Toolbar() {
  const search = useSearch({ from: "/reports" })
  const change = useChange()
  const compare = useId()
  return (
    <div className="toolbar">
      <RangePicker search={search} onChange={(range) => change({ range: undefined, from: undefined, to: undefined, ...range })} />
      <span className="choice">
        <label htmlFor={compare}>compared with</label>
        <select
          id={compare}
          value={search.compare ?? "previous"}
          onChange={(event) => change({ compare: event.target.value as Comparison })}
        >
          {Object.entries(COMPARISONS).map(([comparison, name]) => (
            <option key={comparison} value={comparison}>
              {name}
            </option>
          ))}
        </select>
      </span>
    </div>
  )
}

/** Chooses the currency where there are several: their amounts are never added up, so one is shown at a time. */
export function Currencies({ currencies }: { currencies: string[] }) {
  const main = useShop().currency
  const chosen = useSearch({ from: "/reports" }).currency
  const change = useChange()
  const all = [...new Set([main, ...currencies, chosen ?? main])]
  if (all.length < 2) return null
  return (
    <div className="toggles" role="group" aria-label="Currency">
      {all.map((currency) => (
        <button
          key={currency}
          type="button"
          aria-pressed={currency === (chosen ?? main)}
          onClick={() => change({ currency: currency === main ? undefined : currency })}
        >
          {currency}
        </button>
      ))}
    </div>
  )
}
