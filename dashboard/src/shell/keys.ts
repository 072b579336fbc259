/** The keys that hold on every page. */

import { useEffect } from "react"

export type Box = "search" | "keys"

export const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent)

export const KEYS: { keys: string[]; does: string }[] = [
  { keys: [IS_MAC ? "⌘ K" : "Ctrl K", "/"], does: "Search customers, orders and products" },
  { keys: ["↓", "j"], does: "In a table: the next row" },
  { keys: ["↑", "k"], does: "In a table: the row before" },
  { keys: ["Enter"], does: "Open what has the focus" },
  { keys: ["←", "→"], does: "In a chart: walk along it" },
  { keys: ["Esc"], does: "Close what is open" },
  { keys: ["?"], does: "Show these keys" },
]

interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** What a key opens, if it opens anything; single letters are left to whoever is typing. */
export function opens({ key, ctrlKey, metaKey, altKey }: Pressed, typing: boolean): Box | undefined {
  if (altKey) return undefined
  if (ctrlKey || metaKey) return key.toLowerCase() === "k" ? "search" : undefined
  if (typing) return undefined
  return ({ "/": "search", "?": "keys" } as const)[key]
}

/** Calls `open` when one of the keys is pressed and no dialog is open yet. */
export function useKeys(open: (box: Box) => void): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const box = opens(event, isTyping(event.target))
      if (!box || event.defaultPrevented) return
      event.preventDefault()
      if (!document.querySelector("dialog[open]")) open(box)
    }
    document.addEventListener("keydown", press)
    return () => document.removeEventListener("keydown", press)
  }, [open])
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
