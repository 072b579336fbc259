import type { Segment } from "../../url/searches.ts"

/** A segment, with its colour. */
export function SegmentBadge({ segment }: { segment: Segment }) {
  return <span className={`segment ${segment.toLowerCase()}`}>{segment}</span>
}
