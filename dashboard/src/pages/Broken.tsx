import type { ErrorComponentProps } from "@tanstack/react-router"

import { ErrorNote } from "../parts/ErrorNote.tsx"

/** A page whose code did not come, or failed; the frame around it still works. */
export function Broken({ error }: ErrorComponentProps) {
  return (
    <>
      <h1>This page can't be opened</h1>
      <ErrorNote error={error instanceof Error ? error : new Error(String(error))} onRetry={() => location.reload()} />
    </>
  )
}
