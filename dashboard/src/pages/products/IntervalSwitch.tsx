import type { Range } from "../../url/range.ts"
import { type TrendInterval, canBeDaily } from "./trend.ts"

interface Props {
  range: Range
  interval: TrendInterval
  onChange: (interval: TrendInterval) => void
}

/** By month or by day, where the range is short enough for days. */
export function IntervalSwitch({ range, interval, onChange }: Props) {
  const daily = canBeDaily(range)
  return (
    <div className="interval" role="group" aria-label="Interval">
      <button type="button" aria-pressed={interval === "month"} onClick={() => onChange("month")}>
        By month
      </button>
      <button
        type="button"
        aria-pressed={interval === "day"}
        disabled={!daily}
        title={daily ? undefined : "By day a period has at most 366 days"}
        onClick={() => onChange("day")}
      >
        By day
      </button>
    </div>
  )
}
