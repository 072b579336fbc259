import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"

import { fileName } from "../api/csv.ts"
import { type Listed, queries } from "../api/queries.ts"
import type { OrderRow } from "../api/types.ts"
import { count, money } from "../format/figures.ts"
import { shownInstant, shownRange } from "../format/days.ts"
import { type Chip, Chips } from "../parts/Chips.tsx"
import { CsvButton } from "../parts/CsvButton.tsx"
import { More } from "../parts/More.tsx"
import { Panel } from "../parts/Panel.tsx"
import { RangePicker } from "../parts/RangePicker.tsx"
import { type Column, Table } from "../parts/Table.tsx"
import { useShop } from "../shell/shop.ts"
import { FILTERS, isAllTime, ordersParameters, ordersRange, unfiltered } from "../url/orders.ts"
import type { Range } from "../url/range.ts"
import type { OrdersSearch } from "../url/searches.ts"
import { DayHeading } from "./orders/DayHeading.tsx"
import { Filters } from "./orders/Filters.tsx"
import { Marks } from "./orders/Marks.tsx"
import { NothingFound } from "./orders/NothingFound.tsx"

type Row = Required<OrderRow>
type Change = (change: Partial<OrdersSearch>) => void

const NAMES = { status: "Status", type: "Type", contact: "Customer", product: "Product", reference: "Reference" } as const

/** The orders and credits of a period, narrowed by filters. */
export function Orders() {
  const search = useSearch({ from: "/orders" })
  const { zone } = useShop()
  const change = useChange(search)
  const range = ordersRange(search, zone)
  const parameters = ordersParameters(search, zone)
  const orders = useInfiniteQuery(queries.orders(parameters))
  const rows = orders.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <>
      {range.from && range.from === range.to ? <DayHeading day={range.from} /> : <h1>Orders</h1>}
      <div className="controls">
        <Period search={search} onChange={change} />
        <Filters search={search} statuses={rows.map((row) => row.status)} onChange={change} />
      </div>
      <Chips chips={chipsOf(search, rows, change)} onClear={() => change({ ...NOTHING, ...unfiltered(search) })} />
      <Panel
        title={titleOf(range)}
        query={orders}
        height={720}
        actions={<CsvButton key={JSON.stringify(parameters)} path="/api/orders" parameters={parameters} file={fileOf(search, range)} />}
      >
        {({ pages }) => (
          <>
            {rows.length ? <OrdersTable rows={rows} search={search} onChange={change} /> : <NothingFound search={search} isPart={isPart(pages)} />}
            {(rows.length > 0 || isPart(pages)) && (
              <More query={orders} shown={rows.length} noun="order" note={isPart(pages) ? "a part was searched so far" : undefined} />
            )}
          </>
        )}
      </Panel>
    </>
  )
}

const NOTHING = Object.fromEntries(FILTERS.map((filter) => [filter, undefined])) as Partial<OrdersSearch>

/** Changes the address. While a reference is typed its steps are one step back. */
function useChange(search: OrdersSearch): Change {
  const navigate = useNavigate({ from: "/orders" })
  return (change) => {
    const isTyping = Boolean(search.reference && change.reference)
    void navigate({ search: (before) => ({ ...before, ...change }), replace: isTyping })
  }
}

function Period({ search, onChange }: { search: OrdersSearch; onChange: Change }) {
  const { range, from, to } = search
  const isAll = isAllTime(search)
  return (
    <RangePicker
      search={{ range: range === "all" ? undefined : range, from, to }}
      onChange={(chosen) => onChange({ range: undefined, from: undefined, to: undefined, ...chosen })}
      allTime={{ chosen: isAll, onChoose: () => onChange({ range: "all", from: undefined, to: undefined }) }}
    />
  )
}

interface TableProps {
  rows: Row[]
  search: OrdersSearch
  onChange: Change
}

function OrdersTable({ rows, search, onChange }: TableProps) {
  const { zone } = useShop()
  return (
    <Table
      caption="Orders and credits"
      columns={columnsOf(zone)}
      rows={rows}
      rowKey={(row) => row.orderID}
      sort={search.sort ?? "-createdAt"}
      onSort={(sort) => onChange({ sort: sort === "createdAt" ? sort : undefined })}
    />
  )
}

function columnsOf(zone: string): Column<Row>[] {
  return [
    { name: "Order", cell: (row) => <OrderLink row={row} /> },
    { name: "Date", sort: "createdAt", cell: (row) => shownInstant(row.createdAt, zone) },
    { name: "Customer", cell: (row) => <CustomerLink row={row} /> },
    { name: "Status", cell: (row) => <span dir="auto">{row.status}</span>, wide: true },
    { name: "Items", cell: (row) => count(row.itemsSold), align: "end", wide: true },
    { name: "Total", cell: (row) => <Total row={row} />, align: "end" },
  ]
}

function OrderLink({ row }: { row: Row }) {
  return (
    <span className="marked">
      <Link to="/orders/$orderID" params={{ orderID: row.orderID }} dir="auto">
        {row.orderReference}
      </Link>
      <Marks type={row.type} counts={row.counts} />
    </span>
  )
}

function CustomerLink({ row: { contactID, customerName, customerEmail } }: { row: Row }) {
  const name = customerName ?? customerEmail
  if (!contactID) return <span dir="auto">{name ? `${name} (guest)` : "Guest"}</span>
  return (
    <Link to="/customers/$contactID" params={{ contactID }} dir="auto" className="soft">
      {name ?? contactID}
    </Link>
  )
}

function Total({ row }: { row: Row }) {
  return <span className={row.counts ? "" : "uncounted"}>{money(row.total, row.currency)}</span>
}

function titleOf({ from, to }: Partial<Range>): string {
  return from && to ? shownRange(from, to) : "All time"
}

function fileOf(search: OrdersSearch, { from, to }: Partial<Range>): string {
  const { status, type, contact, product, reference } = search
  const days = from && to && from !== to ? `${from} to ${to}` : from
  return fileName(type === "credit" ? "credits" : "orders", days, status, contact, product, reference)
}

/** Whether only a part of the list was searched for its filters. */
function isPart(pages: Listed<OrderRow>[]): boolean {
  const last = pages.at(-1)?.page
  return Boolean(last?.note && last.nextCursor)
}

function chipsOf(search: OrdersSearch, rows: Row[], onChange: Change): Chip[] {
  return FILTERS.flatMap((filter) => {
    const value = shownFilter(filter, search, rows)
    return value ? [{ name: NAMES[filter], value, onRemove: () => onChange({ [filter]: undefined }) }] : []
  })
}

function shownFilter(filter: (typeof FILTERS)[number], search: OrdersSearch, rows: Row[]): string | undefined {
  if (filter === "type") return search.type && { order: "Orders", credit: "Credits" }[search.type]
  const name = filter === "contact" && rows.find((row) => row.contactID === search.contact)?.customerName
  return name || search[filter]
}
