import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

import { queries } from "../../api/queries.ts"
import type { Customer, CustomerDocument, CustomerExplanation } from "../../api/types.ts"
import { shownDate } from "../../format/days.ts"
import { count, counted, money } from "../../format/figures.ts"
import { Dialog } from "../../parts/Dialog.tsx"
import { ErrorNote } from "../../parts/ErrorNote.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { useShop } from "../../shell/shop.ts"
import type { Why } from "../../url/searches.ts"
import { type Adding, type Leaving, NAMES, RELATED, addedByOthers, basisOf, inWords, split, sumOf } from "./explanation.ts"
import { Formula, Frequency, Rules, WhyOf } from "./Formulas.tsx"
import { useShown } from "./shown.ts"

interface Props {
  contactID: string
  why: Why
  onClose: () => void
}

/** Why a figure is what it is: its formula with the values, and the documents behind it. */
export function Explained({ contactID, why, onClose }: Props) {
  const answer = useQuery(queries.customer(contactID, true))
  const shown = useShown()
  const customer = answer.data?.data
  const title = customer ? <>{NAMES[why]}: why {shown(why, customer[why])}?</> : <>{NAMES[why]}: why this number?</>
  return (
    <Dialog title={title} onClose={onClose} className="explained">
      {customer && answer.data?.explain ? (
        <Explanation why={why} customer={customer} explain={answer.data.explain} />
      ) : answer.error ? (
        <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <p role="status">Looking at the orders …</p>
      )}
    </Dialog>
  )
}

function Explanation({ why, customer, explain }: { why: Why; customer: Customer; explain: CustomerExplanation }) {
  const contactID = customer.contactID
  return (
    <>
      {why === "segment" ? (
        <Rules explain={explain.segment} />
      ) : why === "purchaseFrequency" ? (
        <Frequency explain={explain.purchaseFrequency} contactID={contactID} />
      ) : (
        <Formula figure={explain.figures.find((each) => each.figure === why)} contactID={contactID} />
      )}
      {RELATED[why] && (
        <p>
          See also{" "}
          {RELATED[why].map((other, place) => (
            <span key={other}>
              {place > 0 && " · "}
              <WhyOf why={other} contactID={contactID} />
            </span>
          ))}
        </p>
      )}
      {why !== "segment" && <Behind why={why} explain={explain} contactID={contactID} />}
      <Statuses explain={explain} />
    </>
  )
}

/** The documents that add to the figure, and those that do not. */
function Behind({ why, explain, contactID }: { why: Why; explain: CustomerExplanation; contactID: string }) {
  const basis = basisOf(why)
  const { adding, leaving } = split(explain.documents, basis)
  const others = addedByOthers(explain, basis, adding)
  const name = (NAMES[basis] ?? basis).toLowerCase()
  return (
    <>
      <h3>{counted(adding.length, "document")} that {adding.length === 1 ? "adds" : "add"} to “{name}”</h3>
      {adding.length > 0 && <AddingTable adding={adding} basis={basis} />}
      <dl className="sums">
        <Sum name="Together" value={sumOf(adding)} basis={basis} />
        {others !== null && <Sum name={`${counted(explain.inAll - explain.shown, "older document")}, not shown`} value={others} basis={basis} />}
      </dl>
      <h3>{counted(leaving.length, "document")} that {leaving.length === 1 ? "does" : "do"} not</h3>
      {leaving.length > 0 && <LeavingTable leaving={leaving} />}
      {explain.rest && (
        <p className="hint">
          These are the newest {count(explain.shown)} of {counted(explain.inAll, "document")}.{" "}
          <Link to="/orders" search={{ contact: contactID, from: "2000-01-01", to: "2099-12-31" }}>
            All of them
          </Link>
        </p>
      )}
    </>
  )
}

function Sum({ name, value, basis }: { name: string; value: number | null; basis: string }) {
  const shown = useShown()
  if (value === null) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{shown(basis, value)}</dd>
    </div>
  )
}

function AddingTable({ adding, basis }: { adding: Adding[]; basis: string }) {
  const shown = useShown()
  const columns: Column<Adding>[] = [
    ...useAbout<Adding>(),
    { name: "Adds", cell: ({ adds }) => shown(basis, adds), align: "end" },
  ]
  return <Table caption="Documents that add" columns={columns} rows={adding} rowKey={({ document }) => document.orderID} />
}

function LeavingTable({ leaving }: { leaving: Leaving[] }) {
  const columns: Column<Leaving>[] = [
    ...useAbout<Leaving>(),
    { name: "Total", cell: ({ document }) => money(document.total, document.currency), align: "end", wide: true },
    { name: "Why not", cell: ({ because }) => inWords(because) },
  ]
  return <Table caption="Documents that do not add" columns={columns} rows={leaving} rowKey={({ document }) => document.orderID} />
}

function useAbout<Row extends { document: CustomerDocument }>(): Column<Row>[] {
  const { zone } = useShop()
  return [
    { name: "Order", cell: ({ document }): ReactNode => <OrderLink document={document} zone={zone} /> },
    { name: "Date", cell: ({ document }) => <span className="date">{shownDate(document.createdAt, zone)}</span>, wide: true },
  ]
}

function OrderLink({ document, zone }: { document: CustomerDocument; zone: string }) {
  const { orderID, orderReference, type, createdAt } = document
  return (
    <>
      <Link to="/orders/$orderID" params={{ orderID }} dir="auto">
        {orderReference}
      </Link>
      <span className="beside date narrow">{shownDate(createdAt, zone)}</span>
      {type === "credit" && <span className="beside">credit</span>}
    </>
  )
}

function Statuses({ explain: { uncountedStatuses } }: { explain: CustomerExplanation }) {
  return (
    <details className="statuses">
      <summary>Which statuses do not count?</summary>
      <p>Orders: {uncountedStatuses.order.join(", ") || "none"}</p>
      <p>Credits: {uncountedStatuses.credit.join(", ") || "none"}</p>
    </details>
  )
}
