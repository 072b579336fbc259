import { useId } from "react"

import { addDays, shownRange, today } from "../format/days.ts"
import { useShop } from "../shell/shop.ts"
import { PRESETS, type Preset, type RangeSearch, rangeOf } from "../url/range.ts"

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
  const last = today(zone)
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
      <label htmlFor={ids.from} className="visually-hidden">
        From
      </label>
      <input
        id={ids.from}
        type="date"
        required
        value={isAll ? "" : range.from}
        max={range.to}
        onChange={(event) => event.target.value && onChange({ from: event.target.value, to: range.to })}
      />
      <span aria-hidden="true">–</span>
      <label htmlFor={ids.to} className="visually-hidden">
        To
      </label>
      <input
        id={ids.to}
        type="date"
        required
        value={isAll ? "" : range.to}
        min={isAll ? undefined : range.from}
        max={addDays(last, 366)}
        onChange={(event) => event.target.value && onChange({ from: range.from, to: event.target.value })}
      />
    </fieldset>
  )
}
