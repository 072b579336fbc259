import { useEffect, useRef } from "react"

import type { Day } from "../format/days.ts"

interface Props {
  id: string
  /** Empty where there is none. */
  value: Day | ""
  max: Day
  onChange: (day: Day) => void
}

// While a year is typed, it is 0002, 0020 and 0202 before it is 2026: none of them is meant.
const FIRST = "2000-01-01"

/** A day that is typed or picked; it is told once it is whole, and in the range that can be meant. */
export function DayInput({ id, value, max, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current && input.current.value !== value) input.current.value = value
  }, [value])
  return (
    <input
      ref={input}
      id={id}
      type="date"
      required
      defaultValue={value}
      min={FIRST}
      max={max}
      onChange={({ target }) => target.validity.valid && onChange(target.value)}
      onBlur={({ target }) => !target.validity.valid && (target.value = value)}
    />
  )
}
