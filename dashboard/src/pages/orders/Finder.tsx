import { useQuery } from "@tanstack/react-query"
import { type KeyboardEvent, useId, useState } from "react"

import { queries } from "../../api/queries.ts"
import type { Found } from "../../api/types.ts"
import { usePaused } from "../../parts/pause.ts"
import type { OrdersSearch } from "../../url/searches.ts"

interface Choice {
  key: string
  kind: "Customer" | "Product"
  name: string
  detail: string
  filter: Partial<OrdersSearch>
}

/** Finds a customer or a product by words, and narrows the list to it. */
export function Finder({ onChange }: { onChange: (filter: Partial<OrdersSearch>) => void }) {
  const ids = { field: useId(), list: useId() }
  const [words, setWords] = useState("")
  const [at, setAt] = useState(0)
  const { typed, type, flush } = usePaused(words, setWords)
  const found = useQuery({ ...queries.search(words), enabled: words !== "" })
  const choices = words && typed.trim() && found.data ? choicesOf(found.data.data) : []
  const isNothing = Boolean(words && typed.trim() === words && found.data && !found.isPlaceholderData && !choices.length)
  const clear = () => {
    type("")
    setWords("")
  }
  const choose = (choice: Choice | undefined) => {
    if (!choice) return flush()
    onChange(choice.filter)
    clear()
  }
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === "Enter") choose(choices[at])
    else if (event.key === "Escape") clear()
    else if (step && choices.length) setAt((before) => (before + step + choices.length) % choices.length)
    else return
    event.preventDefault()
  }
  return (
    <div className="field finder" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && clear()}>
      <label htmlFor={ids.field}>Customer or product</label>
      <input
        id={ids.field}
        type="search"
        role="combobox"
        aria-expanded={choices.length > 0}
        aria-controls={ids.list}
        aria-autocomplete="list"
        aria-activedescendant={choices[at] && `${ids.list}-${at}`}
        value={typed}
        placeholder="Name, e-mail, code …"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => {
          setAt(0)
          type(event.target.value)
        }}
        onKeyDown={move}
      />
      <div id={ids.list} className="finder-list" role="listbox" aria-label="Customers and products" hidden={!choices.length}>
        {choices.map((choice, place) => (
          <Option key={choice.key} id={`${ids.list}-${place}`} choice={choice} isAt={place === at} onChoose={choose} />
        ))}
      </div>
      <p role="status" className={isNothing || found.error ? "finder-note" : "visually-hidden"}>
        {found.error && words ? found.error.message : isNothing && "Nothing begins like that."}
      </p>
    </div>
  )
}

interface OptionProps {
  id: string
  choice: Choice
  isAt: boolean
  onChoose: (choice: Choice) => void
}

function Option({ id, choice, isAt, onChoose }: OptionProps) {
  return (
    <button
      type="button"
      id={id}
      role="option"
      aria-selected={isAt}
      tabIndex={-1}
      // The field keeps the focus, and has the keys of the list.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(choice)}
    >
      <span className="hint">{choice.kind}</span> <bdi>{choice.name}</bdi> <bdi className="hint">{choice.detail}</bdi>
    </button>
  )
}

function choicesOf({ customers, products }: Found): Choice[] {
  return [
    ...customers.map(({ contactID, name, company, email }) => ({
      key: `customer ${contactID}`,
      kind: "Customer" as const,
      name: name ?? company ?? email ?? contactID,
      detail: email ?? contactID,
      filter: { contact: contactID },
    })),
    ...products.map(({ productCode, name }) => ({
      key: `product ${productCode}`,
      kind: "Product" as const,
      name: name ?? productCode,
      detail: productCode,
      filter: { product: productCode, reference: undefined },
    })),
  ]
}
