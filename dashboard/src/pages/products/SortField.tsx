import { useId } from "react"

const SORTS = {
  "-revenue": "Most revenue",
  "-units": "Most units",
  "-orders": "Most orders",
  "-lastSold": "Last sold",
  revenue: "Least revenue",
  units: "Fewest units",
  orders: "Fewest orders",
  lastSold: "Longest not sold",
} as const

/** What the list is sorted by, where there is no room for the headings of all columns. */
export function SortField({ sort, onSort }: { sort: string; onSort: (sort: string) => void }) {
  const field = useId()
  return (
    <p className="narrow-only">
      <label htmlFor={field}>Sort by</label>
      <select id={field} value={sort} onChange={(event) => onSort(event.target.value)}>
        {Object.entries(SORTS).map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </p>
  )
}
