import { ApiFailure } from "../api/client.ts"

/** What went wrong, in words, and a way to try again. */
export function ErrorNote({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { title, detail } = told(error)
  return (
    <div className="error-note" role="alert">
      <strong>{title}</strong>
      <p>{detail}</p>
      {error instanceof ApiFailure && error.requestId && <p className="hint">Request {error.requestId}</p>}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Retry
        </button>
      )}
    </div>
  )
}

function told(error: Error): { title: string; detail: string } {
  if (!(error instanceof ApiFailure)) return { title: "This can't be shown", detail: error.message }
  const titles: Record<number, string> = {
    0: "No connection",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    503: "The database is busy",
  }
  return { title: titles[error.status] ?? (error.status < 500 ? "This can't be asked" : "The server failed"), detail: error.message }
}
