import { useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useId } from "react"

import { signIn } from "../api/session.ts"

/** Asks for the token; it stays in this tab. */
export function SignIn({ refused }: { refused?: string }) {
  const field = useId()
  const why = useId()
  const client = useQueryClient()
  return (
    <main className="sign-in">
      <form
        onSubmit={(event) => {
          // Nothing of another token's shop may be shown; and the same token is worth another try.
          if (submit(event)) void client.resetQueries()
        }}
      >
        <h1>WebOrders</h1>
        <label htmlFor={field}>Access token</label>
        <input
          id={field}
          name="token"
          type="password"
          autoComplete="off"
          required
          autoFocus
          aria-invalid={refused ? true : undefined}
          aria-describedby={why}
        />
        <p id={why} className={refused ? "refused" : "hint"} role={refused ? "alert" : undefined}>
          {refused ?? "It stays in this tab, until you close it or sign out."}
        </p>
        <button type="submit">Sign in</button>
        <p className="hint">
          No token? Whoever runs WebOrders makes one: <code>python -m tools tokens create dashboard</code>
        </p>
      </form>
    </main>
  )
}

/** Signs in with what was typed. Returns: whether there was anything. */
function submit(event: FormEvent<HTMLFormElement>): boolean {
  event.preventDefault()
  const token = new FormData(event.currentTarget).get("token")
  if (typeof token !== "string" || !token.trim()) return false
  signIn(token)
  return true
}
