/** Light or dark: as the system has it, or as it was chosen on this device. */

import { useSyncExternalStore } from "react"

export const THEMES = { system: "System", light: "Light", dark: "Dark" } as const
export type Theme = keyof typeof THEMES

const KEY = "weborders.theme"
const listeners = new Set<() => void>()

export function themeOf(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === "light" || kept === "dark" ? kept : "system"
}

/** Puts the theme on the page; called before anything is shown, so that nothing flashes. */
export function applyTheme(): void {
  const theme = themeOf()
  if (theme === "system") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = theme
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  tell()
}

/** The theme, followed while it changes, in other tabs too. */
export function useTheme(): Theme {
  return useSyncExternalStore(follow, themeOf)
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener("storage", tell)
  return () => {
    listeners.delete(listener)
    window.removeEventListener("storage", tell)
  }
}

function tell(): void {
  applyTheme()
  for (const listener of listeners) listener()
}
