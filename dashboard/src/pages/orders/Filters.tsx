import { type FormEvent, useId } from "react"

import { usePaused } from "../../parts/pause.ts"
import type { OrdersSearch } from "../../url/searches.ts"
import { Finder } from "./Finder.tsx"
import { sameStatus, statusChoices } from "./statuses.ts"

interface Props {
  search: OrdersSearch
  /** The statuses of the rows on screen. */
  statuses: string[]
  onChange: (filter: Partial<OrdersSearch>) => void
}

/** Sets what narrows the list of orders. */
export function Filters({ search, statuses, onChange }: Props) {
  const { status, type } = search
  const choices = statusChoices(statuses, status)
  return (
    <search className="filters">
      <Choice
        name="Status"
        value={choices.find((each) => status && sameStatus(each, status))}
        choices={choices.map((each) => [each, each])}
        onChange={(chosen) => onChange({ status: chosen })}
      />
      <Choice
        name="Type"
        value={type}
        choices={[
          ["order", "Orders"],
          ["credit", "Credits"],
        ]}
        onChange={(chosen) => onChange({ type: chosen as OrdersSearch["type"] })}
      />
      <ReferenceField value={search.reference ?? ""} onChange={(reference) => onChange({ reference })} />
      <Finder onChange={onChange} />
    </search>
  )
}

interface ChoiceProps {
  name: string
  value: string | undefined
  choices: [value: string, name: string][]
  onChange: (value: string | undefined) => void
}

function Choice({ name, value, choices, onChange }: ChoiceProps) {
  const field = useId()
  return (
    <div className="field">
      <label htmlFor={field}>{name}</label>
      <select id={field} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">Any</option>
        {choices.map(([each, shown]) => (
          <option key={each} value={each}>
            {shown}
          </option>
        ))}
      </select>
    </div>
  )
}

function ReferenceField({ value, onChange }: { value: string; onChange: (reference: string | undefined) => void }) {
  const field = useId()
  const { typed, type, flush } = usePaused(value, (text) => onChange(text || undefined))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    flush()
  }
  return (
    <form className="field" onSubmit={submit}>
      <label htmlFor={field}>Reference</label>
      <input
        id={field}
        type="search"
        value={typed}
        placeholder="The whole, like #1046"
        title="The whole reference, with or without #, in any case. It replaces the filter by product."
        autoComplete="off"
        spellCheck={false}
        maxLength={255}
        onChange={(event) => type(event.target.value)}
      />
    </form>
  )
}
