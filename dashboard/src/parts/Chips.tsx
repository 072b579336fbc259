/** What narrows a list, and how it is taken back. */
export interface Chip {
  name: string
  value: string
  onRemove: () => void
}

/** The filters of a list as chips; a click on one removes it. */
export function Chips({ chips, onClear }: { chips: Chip[]; onClear: () => void }) {
  if (!chips.length) return null
  return (
    <ul className="chips" aria-label="Filters">
      {chips.map(({ name, value, onRemove }) => (
        <li key={name}>
          <button type="button" className="chip" aria-label={`Remove the filter ${name}: ${value}`} onClick={onRemove}>
            <span className="chip-name">{name}</span> <span dir="auto">{value}</span> <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <button type="button" className="quiet" onClick={onClear}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  )
}
