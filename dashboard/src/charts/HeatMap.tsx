import { type CSSProperties, type KeyboardEvent, type ReactNode, useRef, useState } from "react"

interface Props {
  /** What it shows, for those who hear it. */
  label: string
  /** What the rows are. */
  corner: string
  rows: string[]
  columns: string[]
  /** By row, then column. */
  values: number[][]
  /** A cell in words, for the read-out. */
  told: (row: number, column: number) => string
  /** What the read-out says while no cell is pointed at. */
  resting: ReactNode
}

type Place = [row: number, column: number]

/** A table whose cells are the stronger, the more they hold; read by pointer and arrows. */
export function HeatMap({ label, corner, rows, columns, values, told, resting }: Props) {
  const [pointed, setPointed] = useState<Place | null>(null)
  const [stop, setStop] = useState<Place>([0, 0])
  const grid = useRef<HTMLTableElement>(null)
  const most = Math.max(1, ...values.flat())
  const focus = (place: Place) => {
    setStop(place)
    setPointed(place)
  }
  return (
    <div className="chart">
      <p className="read-out">{pointed ? told(...pointed) : resting}</p>
      <table
        ref={grid}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- its cells take the focus
        role="grid"
        aria-label={label}
        className="heat-map"
        onKeyDown={(event) => walk(event, grid.current, stop)}
      >
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{corner}</span>
            </th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onPointerLeave={() => setPointed(null)}>
          {rows.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map((hour, column) => (
                <td
                  key={hour}
                  tabIndex={stop[0] === row && stop[1] === column ? 0 : -1}
                  aria-label={told(row, column)}
                  style={{ "--heat": `${strength(values[row]?.[column] ?? 0, most)}%` } as CSSProperties}
                  onFocus={() => focus([row, column])}
                  onBlur={() => setPointed(null)}
                  onPointerEnter={() => setPointed([row, column])}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Something is always stronger than nothing. */
function strength(value: number, most: number): number {
  return value <= 0 ? 0 : Math.round(12 + (value / most) * 88)
}

function walk(event: KeyboardEvent, grid: HTMLTableElement | null, [row, column]: Place): void {
  const next = nextOf(event.key, row, column)
  if (!next || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  const cells = grid?.tBodies[0]?.rows[next[0]]?.querySelectorAll("td")
  cells?.[Math.min(next[1], cells.length - 1)]?.focus()
}

function nextOf(key: string, row: number, column: number): Place | undefined {
  const places: Record<string, Place> = {
    ArrowLeft: [row, Math.max(column - 1, 0)],
    ArrowRight: [row, column + 1],
    ArrowUp: [Math.max(row - 1, 0), column],
    ArrowDown: [row + 1, column],
    Home: [row, 0],
    End: [row, Number.MAX_SAFE_INTEGER],
  }
  return places[key]
}
