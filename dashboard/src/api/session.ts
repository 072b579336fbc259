/** Who looks: the token, kept for this tab only. */

import { useSyncExternalStore } from "react"

const KEY = "weborders.token"
const listeners = new Set<() => void>()

/** The token; empty where nobody is signed in. */
export function tokenOf(): string {
  return sessionStorage.getItem(KEY) ?? ""
}

export function signIn(token: string): void {
  sessionStorage.setItem(KEY, token.trim())
  tell()
}

export function signOut(): void {
  sessionStorage.removeItem(KEY)
  tell()
}

/** The token, followed while it changes. */
export function useToken(): string {
  return useSyncExternalStore(follow, tokenOf)
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}
