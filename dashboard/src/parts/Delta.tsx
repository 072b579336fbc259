import { change } from "../format/figures.ts"

/** The change against another period. For most figures more is better; not for discounts and returns. */
export function Delta({ part, lessIsBetter = false }: { part: number | null | undefined; lessIsBetter?: boolean }) {
  if (part == null) return <span className="delta">no comparison</span>
  const direction = part > 0 ? "up" : part < 0 ? "down" : "same"
  const good = part === 0 ? "" : part > 0 !== lessIsBetter ? "good" : "bad"
  return (
    <span className={`delta ${good}`}>
      <span aria-hidden="true">{{ up: "▲", down: "▼", same: "＝" }[direction]}</span> {change(part)}
    </span>
  )
}
