import { type QueryCache, useQueryClient } from "@tanstack/react-query"
import { useState, useSyncExternalStore } from "react"

import type { StatusAnswer } from "../api/types.ts"
import { seconds } from "../format/figures.ts"
import { shownInstant, shownMoment } from "../format/days.ts"
import { type Heard, type Shown, freshOf, hear } from "./fresh.ts"

interface Props {
  status: StatusAnswer
  /** When it was answered. */
  at: number
}

/** Up to when the figures on the page are, a way to newer ones, and a plain word where they were counted instead of read. */
export function Freshness({ status: { data, meta }, at }: Props) {
  const client = useQueryClient()
  const heard = useHeard(data.asOf, at)
  const fresh = freshOf(heard, useShown(client.getQueryCache()))
  if (!data.complete || data.reads === "recount" || fresh.recounted) {
    return (
      <p className="freshness warned" role="status" title="The figures are right. They are counted from all orders, which takes longer.">
        Counted from the orders: slower, and right
      </p>
    )
  }
  if (!fresh.asOf) return <p className="freshness">No order has arrived yet</p>
  return (
    <p className="freshness">
      <span title={`The newest order change in these figures: ${shownInstant(fresh.asOf, meta.timezone)}`}>
        Up to date as of {shownMoment(fresh.asOf, meta.timezone)}
        {!fresh.behind && data.lagSeconds != null && ` (${seconds(data.lagSeconds)} behind)`}
      </span>
      {fresh.behind && (
        <button type="button" className="link" onClick={() => void client.invalidateQueries()}>
          Show newer
        </button>
      )}
    </p>
  )
}

function useHeard(asOf: string | null, at: number): Heard[] {
  const [before, keep] = useState<Heard[]>([])
  const heard = hear(before, asOf, at)
  if (heard !== before) keep(heard)
  return heard
}

/** The answers that are on the page; one that is being asked for again is no longer waited for. */
function useShown(cache: QueryCache): Shown[] {
  const told = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => JSON.stringify(shownOf(cache)),
  )
  return JSON.parse(told) as Shown[]
}

function shownOf(cache: QueryCache): Shown[] {
  return cache
    .getAll()
    .filter((query) => query.isActive() && query.state.fetchStatus !== "fetching" && query.queryKey[0] !== "/api/status")
    .flatMap(({ state }) => metasOf(state.data).map(({ asOf, source }) => ({ asOf, source, at: state.dataUpdatedAt })))
}

interface Told {
  meta?: { asOf: string | null; source?: string }
}

/** The `meta` of an answer, or of each page of a list. */
function metasOf(data: unknown): NonNullable<Told["meta"]>[] {
  const answers = (data as { pages?: Told[] } | undefined)?.pages ?? [data as Told | undefined]
  return answers.flatMap((answer) => answer?.meta ?? [])
}
