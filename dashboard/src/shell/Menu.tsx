import { useQueryClient } from "@tanstack/react-query"
import { useId } from "react"

import { signOut } from "../api/session.ts"
import { THEMES, type Theme, chooseTheme, useTheme } from "./theme.ts"

/** What is needed now and then: the theme, the keys, and the way out. */
export function Menu({ onKeys }: { onKeys: () => void }) {
  const client = useQueryClient()
  const menu = useId()
  return (
    <>
      <button type="button" className="quiet menu-open" popoverTarget={menu} aria-label="Menu" title="Menu">
        <svg aria-hidden="true" width="18" height="18" viewBox="0 0 18 18" fill="currentColor">
          <circle cx="3" cy="9" r="1.7" />
          <circle cx="9" cy="9" r="1.7" />
          <circle cx="15" cy="9" r="1.7" />
        </svg>
      </button>
      <div id={menu} popover="auto" className="menu" role="group" aria-label="Menu">
        <ThemeSwitch />
        <button type="button" className="quiet" popoverTarget={menu} popoverTargetAction="hide" onClick={onKeys}>
          Keys <kbd>?</kbd>
        </button>
        <button
          type="button"
          className="quiet"
          onClick={() => {
            client.clear()
            signOut()
          }}
        >
          Sign out
        </button>
      </div>
    </>
  )
}

function ThemeSwitch() {
  const theme = useTheme()
  const group = useId()
  return (
    <fieldset className="theme">
      <legend>Theme</legend>
      {Object.entries(THEMES).map(([each, name]) => (
        <label key={each}>
          <input
            type="radio"
            name={group}
            checked={theme === each}
            onChange={() => chooseTheme(each as Theme)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
