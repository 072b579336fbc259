import { type ReactNode, useId } from "react"

/** What a figure means, at the figure: a small button that opens it. */
export function Definition({ term, children }: { term: string; children: ReactNode }) {
  const id = useId()
  return (
    <>
      <button type="button" className="definition" popoverTarget={id} aria-label={`What is “${term}”?`}>
        ?
      </button>
      <span id={id} popover="auto" className="definition-text">
        <strong>{term}</strong> {children}
      </span>
    </>
  )
}
