import { useNavigate, useSearch } from "@tanstack/react-router"
import { useId } from "react"

import { RangePicker } from "../../parts/RangePicker.tsx"
import { useShop } from "../../shell/shop.ts"
import { COMPARISONS, type Comparison, reportsSearch } from "../../url/reports.ts"

/** Chooses the period, what it is compared with and, where there are several, the currency. */
export function Toolbar({ currencies }: { currencies: string[] }) {
  const search = useSearch({ from: "/reports" })
  const navigate = useNavigate({ from: "/reports" })
  const compare = useId()
  const change = (some: object) => void navigate({ search: (before) => reportsSearch({ ...before, ...some }), resetScroll: false })
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
      <Currencies currencies={currencies} chosen={search.currency} onChange={(currency) => change({ currency })} />
    </div>
  )
}

interface CurrenciesProps {
  currencies: string[]
  chosen: string | undefined
  onChange: (currency: string | undefined) => void
}

/** Amounts of different currencies are never added up, so one is shown at a time. */
function Currencies({ currencies, chosen, onChange }: CurrenciesProps) {
  const main = useShop().currency
  const all = [...new Set([main, ...currencies, chosen ?? main])]
  if (all.length < 2) return null
  return (
    <div className="toggles" role="group" aria-label="Currency">
      {all.map((currency) => (
        <button
          key={currency}
          type="button"
          aria-pressed={currency === (chosen ?? main)}
          onClick={() => onChange(currency === main ? undefined : currency)}
        >
          {currency}
        </button>
      ))}
    </div>
  )
}
