import type { OrderRow } from "../../api/types.ts"

type Marked = { [Field in "type" | "counts"]: OrderRow[Field] | null }

/** Marks a credit, and a document that is in no figure. */
export function Marks({ type, counts }: Marked) {
  return (
    <>
      {type === "credit" && <span className="mark credit">Credit</span>}
      {!counts && (
        <span className="mark" title="It is in no figure; its page says why">
          Not counted
        </span>
      )}
    </>
  )
}
