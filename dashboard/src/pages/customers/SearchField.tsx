import { useId } from "react"

import { usePaused } from "../../parts/pause.ts"

interface Props {
  label: string
  /** What is searched for now, as the address has it. */
  value: string
  onSearch: (text: string) => void
}

/** A field that searches while one types, after a short pause; Enter does not wait for it. */
export function SearchField({ label, value, onSearch }: Props) {
  const { typed, type, flush } = usePaused(value, onSearch)
  const field = useId()
  return (
    <form
      role="search"
      aria-label={label}
      className="search-field"
      onSubmit={(event) => {
        event.preventDefault()
        flush()
      }}
    >
      <label htmlFor={field} className="visually-hidden">
        {label}
      </label>
      <input
        id={field}
        type="search"
        dir="auto"
        autoComplete="off"
        maxLength={200}
        placeholder={label}
        value={typed}
        onChange={(event) => type(event.target.value)}
      />
    </form>
  )
}
