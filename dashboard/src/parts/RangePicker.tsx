import { useId } from "react"

import { addDays, shownRange, today } from "../format/days.ts"
import { useShop } from "../shell/shop.ts"
import { PRESETS, type Preset, type RangeSearch, rangeOf } from "../url/range.ts"
import { DayInput } from "./DayInput.tsx"

interface Props {
  search: RangeSearch
  onChange: (search: RangeSearch) => void
  /** Offered where a list may have no range at all. */
  allTime?: { chosen: boolean; onChoose: () => void }
}

/** Chooses a range in the shop's zone: a preset, or two days. */
export function RangePicker({ search, onChange, allTime }: Props) {
  const { zone } = useShop()
  const range = rangeOf(search, zone)
  const isAll = allTime?.chosen ?? false
  const last = addDays(today(zone), 366)
  const ids = { preset: useId(), from: useId(), to: useId() }
  return (
    <fieldset className="range">
      <legend className="visually-hidden">Period: {isAll ? "all time" : shownRange(range.from, range.to)}</legend>
      <label htmlFor={ids.preset} className="visually-hidden">
        Period
      </label>
      <select
        id={ids.preset}
        value={isAll ? "all" : search.from ? "custom" : (search.range ?? "30d")}
        onChange={({ target: { value } }) => {
          if (value === "all") allTime?.onChoose()
          else onChange(value === "custom" ? range : { range: value as Preset })
        }}
      >
        {allTime && <option value="all">All time</option>}
        {Object.entries(PRESETS).map(([preset, name]) => (
          <option key={preset} value={preset}>
            {name}
          </option>
        ))}
        <option value="custom">Custom …</option>
      </select>
      <span className="days">
        <label htmlFor={ids.from} className="visually-hidden">
          From
        </label>
        <DayInput
          id={ids.from}
          value={isAll ? "" : range.from}
          max={last}
          onChange={(from) => onChange({ from, to: from > range.to ? from : range.to })}
        />
        <span aria-hidden="true">–</span>
        <label htmlFor={ids.to} className="visually-hidden">
          To
        </label>
        <DayInput
          id={ids.to}
          value={isAll ? "" : range.to}
          max={last}
          onChange={(to) => onChange({ from: to < range.from ? to : range.from, to })}
        />
      </span>
    </fieldset>
  )
}
