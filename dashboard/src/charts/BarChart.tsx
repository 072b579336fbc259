import { Link } from "@tanstack/react-router"
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode, useRef, useState } from "react"

import { type Bar, type Shown, extent, pieces, told, valuesOf } from "./bars.ts"
import { BarTable } from "./BarTable.tsx"
import { type Bands, bands, labelEvery, linear, niceTicks, pathOf } from "./scales.ts"
import { useWidth } from "./useWidth.ts"

interface Props {
  /** What it shows, for those who hear it. */
  label: string
  /** What the values of a bar are; several stand on each other. */
  series: string[]
  bars: Bar[]
  shown: Shown
  /** A value at the axis, short. */
  axis: (value: number) => string
  /** Only whole numbers at the axis. */
  whole?: boolean
  /** What the line is that the bars are compared with. */
  before?: string
  /** What the read-out says while no bar is pointed at. */
  resting: ReactNode
  asTable?: boolean
  height?: number
}

const TOP = 10
const BOTTOM = 26

/** Bars over time that are read by pointer and arrows, lead to their orders, and are a table too. */
export function BarChart({ resting, asTable = false, height = 280, ...chart }: Props) {
  const { series, bars, shown, before } = chart
  const [pointed, setPointed] = useState<number | null>(null)
  const bar = pointed === null ? undefined : bars[pointed]
  return (
    <div className="chart">
      <p className="read-out">{bar && !asTable ? <ReadOut bar={bar} series={series} shown={shown} /> : resting}</p>
      <Legend series={series} before={before} />
      {asTable ? (
        <BarTable {...chart} height={height} />
      ) : (
        <Drawing {...chart} height={height} pointed={pointed} onPoint={setPointed} />
      )}
    </div>
  )
}

function ReadOut({ bar, series, shown }: { bar: Bar; series: string[]; shown: Shown }) {
  return (
    <>
      {bar.name}: <strong>{valuesOf(bar, series, shown)}</strong>
      {bar.before && (
        <span className="hint">
          {" "}
          {bar.before.name}: {shown(bar.before.value)}
        </span>
      )}
    </>
  )
}

function Legend({ series, before }: { series: string[]; before?: string }) {
  if (series.length < 2 && !before) return null
  return (
    <ul className="legend">
      {series.map((name, place) => (
        <li key={name}>
          <span className={`swatch series-${place + 1}`} aria-hidden="true" /> {name}
        </li>
      ))}
      {before && (
        <li>
          <span className="swatch line" aria-hidden="true" /> {before}
        </li>
      )}
    </ul>
  )
}

interface DrawingProps extends Omit<Props, "resting" | "asTable" | "height"> {
  height: number
  pointed: number | null
  onPoint: (index: number | null) => void
}

function Drawing({ label, series, bars, shown, axis, whole, height, pointed, onPoint }: DrawingProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const ticks = niceTicks(...extent(bars), { whole })
  const left = Math.max(...ticks.map((tick) => axis(tick).length)) * 7.2 + 8
  const x = bands(bars.length, [left, Math.max(width - 4, left + 1)])
  const y = linear([ticks[0] ?? 0, ticks.at(-1) ?? 1], [height - BOTTOM, TOP])
  const walking = useWalk(bars.length, pointed, onPoint)
  return (
    <div ref={box} className="drawing" style={{ height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="group"
          aria-label={`${label}. The arrows move from bar to bar.`}
          onKeyDown={walking.onKeyDown}
          onPointerMove={(event) => onPoint(indexOf(event, x))}
          onPointerDown={(event) => walking.onPointerDown(event, indexOf(event, x))}
          onPointerLeave={() => onPoint(null)}
          onClickCapture={walking.onClickCapture}
        >
          <Axis ticks={ticks} y={y} left={left} width={width} axis={axis} />
          <Labels bars={bars} x={x} y={height - 6} />
          {bars.map((bar, index) => (
            <Target
              key={bar.name}
              bar={bar}
              told={told(bar, series, shown)}
              tabIndex={index === walking.stop ? 0 : -1}
              onFocus={() => walking.onFocus(index)}
              onBlur={() => onPoint(null)}
            >
              <rect
                className={`slot ${index === pointed ? "pointed" : ""}`}
                x={x.start(index)}
                y={TOP - 4}
                width={x.step}
                height={height - BOTTOM - TOP + 8}
              />
              <Pieces bar={bar} left={x.bar(index)} width={x.width} y={y} />
            </Target>
          ))}
          <Before bars={bars} x={x} y={y} />
        </svg>
      )}
    </div>
  )
}

function indexOf(event: PointerEvent<SVGSVGElement>, x: Bands): number {
  return x.at(event.clientX - event.currentTarget.getBoundingClientRect().left)
}

interface TargetProps {
  bar: Bar
  told: string
  tabIndex: number
  onFocus: () => void
  onBlur: () => void
  children: ReactNode
}

/** A bar that can be reached: a link where it leads to orders. */
function Target({ bar, told: words, children, ...rest }: TargetProps) {
  if (!bar.orders) {
    return (
      <g role="img" aria-label={words} className="bar" {...rest}>
        {children}
      </g>
    )
  }
  return (
    <Link to="/orders" search={bar.orders} aria-label={words} className="bar" {...rest}>
      {children}
    </Link>
  )
}

function Pieces({ bar, left, width, y }: { bar: Bar; left: number; width: number; y: (value: number) => number }) {
  return pieces(bar.values).map(({ from, to }, place) => {
    const ends = [y(from), y(to)] as const
    const height = Math.abs(ends[0] - ends[1])
    if (from === to) return null
    const rounding = Math.min(2, width / 4)
    // A sale of a few cents is still to be seen.
    return (
      <rect
        key={place}
        className={`piece series-${place + 1}`}
        x={left}
        y={Math.min(...ends)}
        width={width}
        height={Math.max(height, 1)}
        rx={rounding}
      />
    )
  })
}

function Axis({ ticks, y, left, width, axis }: { ticks: number[]; y: (value: number) => number; left: number; width: number; axis: (value: number) => string }) {
  return (
    <g aria-hidden="true" className="axis">
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? "zero" : ""} x1={left} x2={width - 4} y1={y(tick)} y2={y(tick)} />
          <text x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {axis(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}

function Labels({ bars, x, y }: { bars: Bar[]; x: Bands; y: number }) {
  const room = Math.max(...bars.map((bar) => bar.short.length), 1) * 6.6 + 14
  const every = labelEvery(x.step, room)
  return (
    <g aria-hidden="true" className="axis">
      {bars.map(
        (bar, index) =>
          index % every === 0 && (
            <text key={bar.name} x={x.middle(index)} y={y} textAnchor="middle">
              {bar.short}
            </text>
          ),
      )}
    </g>
  )
}

/** The line of what the bars are compared with, over them and never in the pointer's way. */
function Before({ bars, x, y }: { bars: Bar[]; x: Bands; y: (value: number) => number }) {
  const points = bars.map(({ before }, index) => [x.middle(index), before?.value == null ? null : y(before.value)] as const)
  const path = pathOf(points)
  if (!path) return null
  return (
    <g aria-hidden="true" className="before">
      <path className="halo" d={path} />
      <path d={path} />
    </g>
  )
}

/** One stop of the tab key for all bars; the arrows, Home and End move within. A first touch reads, a second one opens. */
function useWalk(count: number, pointed: number | null, onPoint: (index: number | null) => void) {
  const [kept, setStop] = useState<number | null>(null)
  const reads = useRef(false)
  const stop = Math.min(kept ?? count - 1, count - 1)
  return {
    stop,
    onFocus: (index: number) => {
      setStop(index)
      onPoint(index)
    },
    onKeyDown: (event: KeyboardEvent<SVGSVGElement>) => {
      const next = nextOf(event.key, stop, count)
      if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      event.currentTarget.querySelectorAll<SVGElement>(".bar")[next]?.focus()
    },
    onPointerDown: (event: PointerEvent, index: number) => {
      reads.current = event.pointerType === "touch" && index !== pointed
      onPoint(index)
    },
    onClickCapture: (event: MouseEvent) => {
      if (reads.current) {
        event.preventDefault()
        event.stopPropagation()
      }
      reads.current = false
    },
  }
}

function nextOf(key: string, at: number, count: number): number | undefined {
  const places: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }
  const next = places[key]
  return next === undefined ? undefined : Math.min(Math.max(next, 0), count - 1)
}
