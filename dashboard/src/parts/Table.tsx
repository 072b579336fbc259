import { type KeyboardEvent, type ReactNode, useRef } from "react"

export interface Column<Row> {
  name: string
  /** How it is shown. The first column holds the row's link, which Enter follows. */
  cell: (row: Row) => ReactNode
  align?: "end"
  /** The field by which the server can sort; with `onSort` the heading becomes a button. */
  sort?: string
  /** Left out on a narrow screen. */
  wide?: boolean
}

interface Props<Row> {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Like `-totalSpend`. */
  sort?: string
  onSort?: (sort: string) => void
}

/** A table that sorts by its headings and walks with j, k and the arrows; Enter opens the row. */
export function Table<Row>({ caption, columns, rows, rowKey, sort, onSort }: Props<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  return (
    <div className="table-frame" role="region" aria-label={caption} tabIndex={0} onKeyDown={(event) => walk(event, body.current)}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.name} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Heading<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: string; onSort?: (sort: string) => void }) {
  const field = column.sort
  if (!field || !onSort) {
    return (
      <th scope="col" className={classOf(column)}>
        {column.name}
      </th>
    )
  }
  const direction = sort === field ? "ascending" : sort === `-${field}` ? "descending" : undefined
  const arrow = direction ? { ascending: " ↑", descending: " ↓" }[direction] : ""
  const next = direction === "descending" ? field : `-${field}`
  return (
    <th scope="col" className={classOf(column)} aria-sort={direction}>
      <button type="button" className="sort" onClick={() => onSort(next)}>
        {column.name}
        <span aria-hidden="true">{arrow}</span>
      </button>
    </th>
  )
}

function classOf<Row>(column: Column<Row>): string {
  return [column.align === "end" ? "end" : "", column.wide ? "wide" : ""].join(" ").trim()
}

/** j and k, or the arrows, move between the rows' links; Enter is the link's own. */
function walk(event: KeyboardEvent, body: HTMLTableSectionElement | null): void {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key]
  if (!step || !body || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  const links = [...body.querySelectorAll<HTMLAnchorElement>("td:first-child a")]
  const at = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement))
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)]
  if (next) {
    event.preventDefault()
    next.focus()
  }
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
