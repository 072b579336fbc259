/** A text that is told on when the typing pauses. */

import { useEffect, useRef, useState } from "react"

interface Typing {
  typed: string
  /** The value that was told last by the owner, and to the owner. */
  known: string
  sent: string
}

export interface Paused {
  typed: string
  type: (text: string) => void
  /** Tells it at once, as Enter does. */
  flush: () => void
}

/** What is typed, told after a pause; it follows the value when that changes by something else, like Back. */
export function usePaused(value: string, onChange: (value: string) => void, pause = 250): Paused {
  const [{ typed, known, sent }, set] = useState<Typing>({ typed: value, known: value, sent: value })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (value !== known) set({ typed: value === sent ? typed : value, known: value, sent: value })
  useEffect(() => () => clearTimeout(timer.current), [])
  const tell = (text: string) => {
    clearTimeout(timer.current)
    if (text.trim() === value) return
    set((before) => ({ ...before, sent: text.trim() }))
    onChange(text.trim())
  }
  const type = (text: string) => {
    set((before) => ({ ...before, typed: text }))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => tell(text), pause)
  }
  return { typed, type, flush: () => tell(typed) }
}
