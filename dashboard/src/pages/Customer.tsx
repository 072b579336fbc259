import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"

import { ApiFailure } from "../api/client.ts"
import { queries } from "../api/queries.ts"
import { TableSwitch } from "../charts/TableSwitch.tsx"
import type { Customer as CustomerData } from "../api/types.ts"
import { Empty } from "../parts/Empty.tsx"
import { useClosing } from "../parts/closing.ts"
import { Panel } from "../parts/Panel.tsx"
import { Documents } from "./customers/Documents.tsx"
import { Explained } from "./customers/Explained.tsx"
import { Metrics } from "./customers/Metrics.tsx"
import { Months } from "./customers/Months.tsx"
import { Products } from "./customers/Products.tsx"

/** One customer: the metrics and why they are so, the months, the products, the orders. */
export function Customer() {
  const { contactID } = useParams({ from: "/customers/$contactID" })
  // Another customer is another page: nothing of the one before is shown while it loads.
  return <OneCustomer key={contactID} contactID={contactID} />
}

function OneCustomer({ contactID }: { contactID: string }) {
  const { why, table = false } = useSearch({ from: "/customers/$contactID" })
  const customer = useQuery(queries.customer(contactID))
  const navigate = useNavigate({ from: "/customers/$contactID" })
  const close = useClosing(() => void navigate({ search: { table: table || undefined }, replace: true, resetScroll: false }))
  const showTable = (on: boolean) =>
    void navigate({ search: (before) => ({ ...before, table: on || undefined }), replace: true, resetScroll: false })
  if (customer.error instanceof ApiFailure && customer.error.status === 404) return <NoCustomer contactID={contactID} />
  return (
    <>
      <Head contactID={contactID} customer={customer.data?.data} />
      <Panel title="Metrics" query={customer} height={220} className="of-customer">
        {({ data }) => <Metrics customer={data} />}
      </Panel>
      <div className="side-by-side">
        <Panel title="Spend by month" query={customer} height={465} actions={<TableSwitch on={table} onChange={showTable} />}>
          {({ data }) => <Months customer={data} asTable={table} />}
        </Panel>
        <Panel title="Products" query={customer} height={465} className="of-products">
          {({ data }) => <Products products={data.topProducts} />}
        </Panel>
      </div>
      <Documents contactID={contactID} />
      {why && <Explained contactID={contactID} why={why} onClose={close} />}
    </>
  )
}

/** Who it is. Its height is the same before and after the answer. */
function Head({ contactID, customer }: { contactID: string; customer?: CustomerData }) {
  const name = customer ? (customer.name ?? customer.company ?? customer.email ?? contactID) : contactID
  return (
    <div className="customer-head">
      <p className="back">
        <Link to="/customers">Customers</Link>
      </p>
      <h1 dir="auto" title={name}>
        {name}
      </h1>
      <ul>
        {customer && [customer.company, customer.email, customer.phone, contactID].map((text) => text && text !== name && (
          <li key={text} dir="auto">
            {text === customer.email ? <a href={`mailto:${text}`}>{text}</a> : text}
          </li>
        ))}
      </ul>
    </div>
  )
}

function NoCustomer({ contactID }: { contactID: string }) {
  return (
    <>
      <h1>No such customer</h1>
      <Empty action={<Link to="/customers">Show all customers</Link>}>
        This shop has no customer <bdi>{contactID}</bdi>.
      </Empty>
    </>
  )
}
