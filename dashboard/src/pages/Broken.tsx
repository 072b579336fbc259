import { ErrorNote } from "../parts/ErrorNote.tsx"

/** A page whose code did not come, or failed; the frame around it still works. */
export function Broken({ error }: { error: Error }) {
  return (
    <>
      <h1>This page can't be opened</h1>
      <ErrorNote error={error} onRetry={() => location.reload()} />
    </>
  )
}
