import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react"

import { queries } from "../api/queries.ts"
import { counted } from "../format/figures.ts"
import { ErrorNote } from "../parts/ErrorNote.tsx"
import { Modal } from "../parts/Modal.tsx"
import { type Group, type Hit, groupsOf } from "./found.ts"
import { useShop } from "./shop.ts"

const PAUSE = 200
const WHAT_FINDS = "Any beginning of a name, company, e-mail address, phone, order reference or product code."

/** One box that finds customers, orders and products, and leads to them. */
export function Search({ onClose }: { onClose: () => void }) {
  return (
    <Modal label="Search" className="search" onClose={onClose}>
      <Finder onDone={onClose} />
    </Modal>
  )
}

function Finder({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState("")
  const [at, setAt] = useState(0)
  const { found, wanted, want } = useFound(text)
  const navigate = useNavigate()
  const list = useId()
  const hits = found.groups.flatMap((group) => group.hits)
  const current = hits[Math.min(at, hits.length - 1)]

  function open(hit: Hit): void {
    onDone()
    void navigate(hit.target)
  }

  // Who presses Enter before the answer is there gets its first line when it is.
  useEffect(() => {
    if (wanted && found.fresh && hits[0]) open(hits[0])
  })

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.nativeEvent.isComposing || (!step && event.key !== "Enter")) return
    event.preventDefault()
    if (step && hits.length) setAt((Math.min(at, hits.length - 1) + step + hits.length) % hits.length)
    if (!step && found.fresh && current) open(current)
    if (!step && !found.fresh) want()
  }

  return (
    <div className="search-frame">
      <input
        type="text"
        role="combobox"
        aria-label="Search customers, orders and products"
        aria-autocomplete="list"
        aria-expanded={hits.length > 0}
        aria-controls={list}
        aria-activedescendant={current && idOf(list, current)}
        placeholder="Search customers, orders and products"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        maxLength={200}
        dir="auto"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div className={`search-body ${found.fresh || !text.trim() ? "" : "stale"}`}>
        {found.error && <ErrorNote error={found.error} onRetry={found.retry} />}
        <Lines id={list} groups={found.groups} current={current} onOpen={open} />
        {found.none && <NoMatch text={text.trim()} onClose={onDone} />}
        {!text.trim() && <p className="hint">{WHAT_FINDS}</p>}
        {found.note && <p className="hint">{found.note}</p>}
      </div>
      <p className="search-keys hint">
        <span role="status">{found.fresh && hits.length > 0 && `${counted(hits.length, "match", "matches")}`}</span>
        <span aria-hidden="true">
          <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> close
        </span>
      </p>
    </div>
  )
}

interface LinesProps {
  id: string
  groups: Group[]
  current: Hit | undefined
  onOpen: (hit: Hit) => void
}

function Lines({ id, groups, current, onOpen }: LinesProps) {
  return (
    <div id={id} role="listbox" aria-label="What was found">
      {groups.map((group) => (
        <div key={group.name} role="group" aria-labelledby={`${id}-${group.name}`}>
          <p id={`${id}-${group.name}`} role="presentation" className="search-group">
            {group.name}
          </p>
          {group.hits.map((hit) => (
            <Line key={hit.key} id={idOf(id, hit)} hit={hit} chosen={hit === current} onOpen={onOpen} />
          ))}
        </div>
      ))}
    </div>
  )
}

function Line({ id, hit, chosen, onOpen }: { id: string; hit: Hit; chosen: boolean; onOpen: (hit: Hit) => void }) {
  return (
    // The keys are the box's: the focus stays there, as the pattern of a combobox has it.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className="search-line"
      ref={(line) => {
        if (chosen) line?.scrollIntoView({ block: "nearest" })
      }}
      onClick={() => onOpen(hit)}
    >
      <strong dir="auto">{hit.name}</strong>
      <span>
        {hit.about.map((text, place) => (
          <bdi key={place}>{text}</bdi>
        ))}
      </span>
    </div>
  )
}

function idOf(list: string, hit: Hit): string {
  return `${list}-${encodeURIComponent(hit.key)}`
}

function NoMatch({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <div className="empty" role="status">
      <p>
        No match for <bdi>“{text}”</bdi>
      </p>
      <p className="hint">
        Words are found by how they begin; the middle of a word and typing errors are not. Orders are found by their reference:
        for those of a customer, find the customer.
      </p>
      <p>
        Go to{" "}
        <Link to="/customers" onClick={onClose}>
          all customers
        </Link>{" "}
        or{" "}
        <Link to="/orders" onClick={onClose}>
          the orders
        </Link>
      </p>
    </div>
  )
}

/** What the text finds, asked for when the typing pauses, or at once where it is wanted. */
function useFound(text: string) {
  const shop = useShop()
  const wished = text.trim().replace(/\s+/g, " ")
  const [asked, setAsked] = useState("")
  const [wantedFor, setWantedFor] = useState("")
  useEffect(() => {
    const pause = setTimeout(() => setAsked(wished), wished ? PAUSE : 0)
    return () => clearTimeout(pause)
  }, [wished])
  const answer = useQuery({ ...queries.search(asked), enabled: asked !== "" })
  const data = wished ? answer.data : undefined
  const groups = useMemo(() => (data ? groupsOf(data.data, shop) : []), [data, shop])
  const fresh = wished !== "" && wished === asked && !answer.isPlaceholderData && data !== undefined
  return {
    found: {
      groups: answer.error && wished === asked ? [] : groups,
      fresh,
      none: fresh && groups.length === 0,
      note: fresh ? data.note : undefined,
      error: wished && wished === asked ? answer.error : null,
      retry: () => void answer.refetch(),
    },
    wanted: wished !== "" && wantedFor === wished,
    want: () => {
      setAsked(wished)
      setWantedFor(wished)
    },
  }
}
