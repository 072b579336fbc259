/** A part of a whole as a bar; the figure itself stands beside it. */
export function Meter({ part }: { part: number | null | undefined }) {
  return (
    <span className="meter" aria-hidden="true">
      <span style={{ width: `${Math.min(Math.max(part ?? 0, 0), 1) * 100}%` }} />
    </span>
  )
}
