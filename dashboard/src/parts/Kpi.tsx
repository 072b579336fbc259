import type { ReactNode } from "react"

import { Definition } from "./Definition.tsx"

interface Props {
  name: string
  definition: string
  value: string
  /** The way to its explanation. */
  why?: ReactNode
  /** How it has changed, and from what. */
  change?: ReactNode
  /** Its course. */
  spark?: ReactNode
}

/** A figure with its name and meaning, its change and its course; stands in a `<dl className="kpis">`. */
export function Kpi({ name, definition, value, why, change, spark }: Props) {
  return (
    <div className="kpi">
      <dt>
        {name} <Definition term={name}>{definition}</Definition> {why}
      </dt>
      <dd className="kpi-value">{value}</dd>
      <dd className="kpi-change">{change}</dd>
      <dd className="kpi-spark">{spark}</dd>
    </div>
  )
}
