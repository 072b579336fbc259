import { useId } from "react"

import { shownMonth } from "../../format/days.ts"
import { useShop } from "../../shell/shop.ts"
import { MOVING_MONTHS, monthsOffered } from "../../url/customers.ts"

interface Props {
  /** "this", "last" or a month like 2026-10; without it, all time. */
  month?: string
  onChoose: (month: string | undefined) => void
}

/** Chooses whether the customers are those of all time or of a month. */
export function PeriodChoice({ month, onChoose }: Props) {
  const { zone } = useShop()
  const id = useId()
  return (
    <span className="choice">
      <label htmlFor={id}>Period</label>
      <select id={id} value={month ?? ""} onChange={({ target }) => onChoose(target.value || undefined)}>
        <option value="">All time</option>
        {Object.entries(MOVING_MONTHS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
        {years(monthsOffered(month, zone)).map(([year, months]) => (
          <optgroup key={year} label={year}>
            {months.map((each) => (
              <option key={each} value={each}>
                {shownMonth(each)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </span>
  )
}

function years(months: string[]): [string, string[]][] {
  const all = [...new Set(months.map((month) => month.slice(0, 4)))]
  return all.map((year) => [year, months.filter((month) => month.startsWith(year))])
}
