import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { queries } from "../../api/queries.ts"
import type { Customer, CustomerExplanation } from "../../api/types.ts"
import { count, counted } from "../../format/figures.ts"
import { Dialog } from "../../parts/Dialog.tsx"
import { ErrorNote } from "../../parts/ErrorNote.tsx"
import type { Why } from "../../url/searches.ts"
import { AddingDocuments, LeavingDocuments } from "../explained/Tables.tsx"
import { sumOf } from "../explained/documents.ts"
import { Statuses } from "../explained/Statuses.tsx"
import { Sums } from "../explained/Sums.tsx"
import { NAMES, RELATED, addedByOthers, basisOf, inWords, split } from "./explanation.ts"
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
      <Statuses uncounted={explain.uncountedStatuses} />
    </>
  )
}

/** The documents that add to the figure, and those that do not. */
function Behind({ why, explain, contactID }: { why: Why; explain: CustomerExplanation; contactID: string }) {
  const shown = useShown()
  const basis = basisOf(why)
  const { adding, leaving } = split(explain.documents, basis)
  const others = addedByOthers(explain, basis, adding)
  const sums = { Together: sumOf(adding), [`${counted(explain.inAll - explain.shown, "older document")}, not shown`]: others }
  return (
    <>
      <AddingDocuments adding={adding} name={NAMES[basis] ?? basis} shown={(adds) => shown(basis, adds)}>
        <Sums sums={sums} shown={(sum) => shown(basis, sum)} />
      </AddingDocuments>
      <LeavingDocuments leaving={leaving.map((each) => ({ ...each, because: inWords(each.because) }))} />
      {explain.rest && (
        <p className="hint">
          These are the newest {count(explain.shown)} of {counted(explain.inAll, "document")}.{" "}
          <Link to="/orders" search={{ contact: contactID }}>
            All of them
          </Link>
        </p>
      )}
    </>
  )
}
