import { change } from "../format/figures.ts"

interface Props {
  /** The change against another period, as a part of what was. */
  part: number | null | undefined
  /** How it is told, where it is no part. */
  shown?: (part: number) => string
  /** For most figures more is better; not for discounts and returns. */
  lessIsBetter?: boolean
}

/** A change, and whether it is a good one. */
export function Delta({ part, shown = change, lessIsBetter = false }: Props) {
  if (part == null) return <span className="delta">no comparison</span>
  const direction = part > 0 ? "up" : part < 0 ? "down" : "same"
  const good = part === 0 ? "" : part > 0 !== lessIsBetter ? "good" : "bad"
  return (
    <span className={`delta ${good}`}>
      <span aria-hidden="true">{{ up: "▲", down: "▼", same: "＝" }[direction]}</span> {shown(part)}
    </span>
  )
}
