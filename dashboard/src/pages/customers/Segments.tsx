import type { SegmentCounts } from "../../api/types.ts"
import { count } from "../../format/figures.ts"
import { Definition } from "../../parts/Definition.tsx"
import { SEGMENTS, type Segment } from "../../url/searches.ts"

interface Props {
  /** How many customers each has; not known before the first answer. */
  counts?: SegmentCounts
  chosen?: Segment
  onChoose: (segment: Segment | undefined) => void
}

/** Filters by one segment, or shows all. The counts are of the whole shop. */
export function Segments({ counts, chosen, onChoose }: Props) {
  const all = counts && SEGMENTS.reduce((sum, segment) => sum + counts[segment], 0)
  return (
    <div className="segments" role="group" aria-label="Segment">
      <Toggle name="All" number={all} pressed={!chosen} onPress={() => onChoose(undefined)} />
      {SEGMENTS.map((segment) => (
        <Toggle
          key={segment}
          name={segment}
          number={counts?.[segment]}
          pressed={chosen === segment}
          onPress={() => onChoose(chosen === segment ? undefined : segment)}
        />
      ))}
      <Definition term="Segment">
        Prospect: no order that counts. Dormant: the last order is long ago. VIP: many orders, or much spent. New: one order,
        not long ago. Active: everybody else. The exact rule is on the customer’s page, at “why?”.
      </Definition>
    </div>
  )
}

function Toggle({ name, number, pressed, onPress }: { name: string; number?: number; pressed: boolean; onPress: () => void }) {
  return (
    <button type="button" aria-pressed={pressed} onClick={onPress}>
      {name} <span className="number">{number === undefined ? "" : count(number)}</span>
    </button>
  )
}
