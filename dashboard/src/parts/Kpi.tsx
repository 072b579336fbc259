import type { ReactNode } from "react"

import { Definition } from "./Definition.tsx"

interface Props {
  name: string
  definition: string
  value: string
  /** How it has changed, and from what. */
  change?: ReactNode
  /** Its course. */
  spark?: ReactNode
}

/** A figure with its name and meaning, its change and its course; stands in a `<dl className="kpis">`. */
export function Kpi({ name, definition, value, change, spark }: Props) {
  return (
    <div className="kpi">
      <dt>
        {name} <Definition term={name}>{definition}</Definition>
      </dt>
      <dd className="kpi-value">{value}</dd>
      <dd className="kpi-change">{change}</dd>
      <dd className="kpi-spark">{spark}</dd>
    </div>
  )
}
