import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"

import { fileName } from "../api/csv.ts"
import { queries } from "../api/queries.ts"
import type { CustomerRow } from "../api/types.ts"
import { count, money } from "../format/figures.ts"
import { shownDate } from "../format/days.ts"
import { CsvButton } from "../parts/CsvButton.tsx"
import { Empty } from "../parts/Empty.tsx"
import { More } from "../parts/More.tsx"
import { Panel } from "../parts/Panel.tsx"
import { type Column, Table } from "../parts/Table.tsx"
import { type Shop, useShop } from "../shell/shop.ts"
import type { CustomersSearch } from "../url/searches.ts"
import { OfMonth } from "./customers/OfMonth.tsx"
import { PeriodChoice } from "./customers/PeriodChoice.tsx"
import { SearchField } from "./customers/SearchField.tsx"
import { SegmentBadge } from "./customers/SegmentBadge.tsx"
import { Segments } from "./customers/Segments.tsx"
import { nextSort } from "./customers/sorting.ts"

/** The customers, those who have spent most first, of all time or of a month. */
export function Customers() {
  const { month, currency } = useSearch({ from: "/customers" })
  const navigate = useNavigate({ from: "/customers" })
  const choose = (chosen: string | undefined) => void navigate({ search: { month: chosen, currency }, resetScroll: false })
  return (
    <>
      <div className="heading">
        <h1>Customers</h1>
        <PeriodChoice month={month} onChoose={choose} />
      </div>
      {month ? <OfMonth asked={month} currency={currency} /> : <OfAllTime />}
    </>
  )
}

/** By segment, by words, by figure. */
function OfAllTime() {
  const asked = useSearch({ from: "/customers" })
  const { sort = "-totalSpend", segment, search } = asked
  const change = useChange()
  const shop = useShop()
  const parameters = { sort: search ? undefined : sort, segment, search }
  const customers = useInfiniteQuery(queries.customers(parameters))
  const pages = customers.data?.pages ?? []
  const rows = pages.flatMap((page) => page.data)
  return (
    <>
      <div className="filters">
        <SearchField
          label="Name, company, e-mail or phone"
          value={search ?? ""}
          onSearch={(text) => change({ search: text || undefined }, search !== undefined)}
        />
        <Segments counts={pages[0]?.segments} chosen={segment} onChoose={(chosen) => change({ segment: chosen })} />
      </div>
      <Panel
        title={titleOf(asked)}
        query={customers}
        height={720}
        actions={<CsvButton key={JSON.stringify(parameters)} path="/api/customers" parameters={parameters} file={fileName("customers", segment, search)} />}
      >
        {() =>
          rows.length ? (
            <>
              <Table
                caption="Customers"
                columns={columnsOf(shop)}
                rows={rows}
                rowKey={(row) => row.contactID}
                sort={search ? undefined : sort}
                onSort={search ? undefined : (by) => change({ sort: nextSort(by, sort) })}
              />
              <More query={customers} shown={rows.length} noun="customer" note={pages.at(-1)?.page.note} />
            </>
          ) : (
            <None asked={asked} more={customers.hasNextPage ? () => void customers.fetchNextPage() : undefined} />
          )
        }
      </Panel>
    </>
  )
}

/** Changes what is in the address; while one types, the step is replaced, so that Back leaves the search at once. */
function useChange() {
  const navigate = useNavigate({ from: "/customers" })
  return (part: CustomersSearch, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace, resetScroll: false })
}

function titleOf({ search, segment }: CustomersSearch): string {
  if (search) return segment ? `Found among ${segment}, best match first` : "Found, best match first"
  return segment ? `Customers: ${segment}` : "All customers"
}

function columnsOf({ zone, currency }: Shop): Column<Required<CustomerRow>>[] {
  return [
    { name: "Customer", sort: "name", cell: (row) => <Name row={row} /> },
    { name: "Segment", cell: (row) => <SegmentBadge segment={row.segment} />, wide: true },
    { name: "Orders", sort: "orderCount", cell: (row) => count(row.orderCount), align: "end" },
    { name: "Last order", sort: "lastOrderDate", cell: (row) => shownDate(row.lastOrderDate, zone), align: "end", wide: true },
    { name: "Spent", sort: "totalSpend", cell: (row) => <Spent row={row} currency={currency} />, align: "end" },
  ]
}

/** The name, and what tells two of the same name apart. */
function Name({ row }: { row: Required<CustomerRow> }) {
  const [name, ...others] = [row.name, row.company, row.email, row.contactID].filter((each) => each !== null)
  return (
    <>
      <Link to="/customers/$contactID" params={{ contactID: row.contactID }} dir="auto" className="name">
        {name}
      </Link>
      <span className="beside" dir="auto">
        {others[0]}
      </span>
    </>
  )
}

/** What was spent in the main currency, and below it what in others. */
function Spent({ row, currency }: { row: Required<CustomerRow>; currency: string }) {
  const others = Object.entries(row.spendByCurrency).filter(([code]) => code !== currency)
  return (
    <>
      {money(row.totalSpend, currency)}
      {others.map(([code, amount]) => (
        <span key={code} className="beside">
          + {money(amount, code)} {code}
        </span>
      ))}
    </>
  )
}

function None({ asked: { search, segment }, more }: { asked: CustomersSearch; more?: () => void }) {
  const all = <Link to="/customers">Show all customers</Link>
  if (more) {
    return (
      <Empty action={<button type="button" onClick={more}>Look further</button>}>None among the first that were looked through.</Empty>
    )
  }
  if (search) {
    return (
      <Empty action={all}>
        No customer{segment ? ` who is ${segment}` : ""} is found by “<bdi>{search}</bdi>”. Words are found by their beginning.
      </Empty>
    )
  }
  if (segment) return <Empty action={all}>No customer is {segment} today.</Empty>
  return <Empty action={<Link to="/orders">Look at the orders</Link>}>No customers yet: they come with the first order.</Empty>
}
