import { Link } from "@tanstack/react-router"

import type { Bar, Shown } from "./bars.ts"

interface Props {
  label: string
  series: string[]
  bars: Bar[]
  shown: Shown
  before?: string
  height: number
}

/** The bars of a chart as a table of the same height. */
export function BarTable({ label, series, bars, shown, before, height }: Props) {
  return (
    <div className="table-frame chart-table" role="region" aria-label={label} tabIndex={0} style={{ height }}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">Period</th>
            {series.map((name) => (
              <th key={name} scope="col" className="end">
                {name}
              </th>
            ))}
            {before && (
              <th scope="col" className="end">
                {before}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.name}>
              <th scope="row">{bar.orders ? <Link to="/orders" search={bar.orders}>{bar.name}</Link> : bar.name}</th>
              {series.map((name, place) => (
                <td key={name} className="end">
                  {shown(bar.values[place] ?? null)}
                </td>
              ))}
              {before && <td className="end">{bar.before ? shown(bar.before.value) : "–"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
