import { useEffect, useId, useRef, useState } from "react"

const PAUSE = 250

interface Props {
  label: string
  /** What is searched for now, as the address has it. */
  value: string
  onSearch: (text: string) => void
}

/** A field that searches while one types, after a short pause; Enter does not wait for it. */
export function SearchField({ label, value, onSearch }: Props) {
  const { text, type, flush } = useTyping(value, onSearch)
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
        value={text}
        onChange={(event) => type(event.target.value)}
      />
    </form>
  )
}

/** The text that is typed, told after a pause; it follows the value when that changes by itself, like by the Back button. */
function useTyping(value: string, onSearch: (text: string) => void) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (value === told.current) return
    clearTimeout(timer.current)
    told.current = value
    setText(value)
  }, [value])
  const tell = (typed: string) => {
    clearTimeout(timer.current)
    if (typed.trim() === told.current) return
    told.current = typed.trim()
    onSearch(told.current)
  }
  const type = (typed: string) => {
    setText(typed)
    clearTimeout(timer.current)
    timer.current = window.setTimeout(tell, PAUSE, typed)
  }
  return { text, type, flush: () => tell(text) }
}
