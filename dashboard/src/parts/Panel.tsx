import type { UseQueryResult } from "@tanstack/react-query"
import { type CSSProperties, type ReactNode, useId } from "react"

import { ErrorNote } from "./ErrorNote.tsx"

interface Props<Answer> {
  title: string
  /** The question whose answer it shows; one request for each panel. */
  query: Pick<UseQueryResult<Answer>, "data" | "error" | "isPlaceholderData" | "refetch">
  /** Its height in pixels, before and after the answer, so that nothing moves. */
  height: number
  actions?: ReactNode
  className?: string
  children: (answer: Answer) => ReactNode
}

/** A part of a page with its own question: a skeleton, then the answer, or what went wrong with a way to try again. */
export function Panel<Answer>({ title, query, height, actions, className = "", children }: Props<Answer>) {
  const heading = useId()
  const style = { "--height": `${height}px` } as CSSProperties
  return (
    <section className={`panel ${className}`} aria-labelledby={heading} aria-busy={!query.data && !query.error} style={style}>
      <header>
        <h2 id={heading}>{title}</h2>
        {actions}
      </header>
      <div className={`panel-body ${query.isPlaceholderData ? "stale" : ""}`}>
        {query.data !== undefined && !(query.error && query.isPlaceholderData) ? (
          children(query.data)
        ) : query.error ? (
          <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <div className="skeleton" aria-hidden="true" />
        )}
      </div>
    </section>
  )
}
