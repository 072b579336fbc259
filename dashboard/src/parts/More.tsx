import type { UseInfiniteQueryResult } from "@tanstack/react-query"

import { counted } from "../format/figures.ts"

interface Props {
  query: Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage">
  shown: number
  noun: string
  note?: string
}

/** Below a list: how many rows are shown, and the next ones. */
export function More({ query, shown, noun, note }: Props) {
  return (
    <footer className="more">
      <span aria-live="polite">
        {counted(shown, noun)}
        {query.hasNextPage ? " shown" : ""}
        {note ? ` · ${note}` : ""}
      </span>
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {query.isFetchingNextPage ? "Loading …" : "Show more"}
        </button>
      )}
    </footer>
  )
}
