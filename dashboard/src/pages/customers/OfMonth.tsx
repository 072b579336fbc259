import { useInfiniteQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { fileName } from "../../api/csv.ts"
import { queries } from "../../api/queries.ts"
import { shownMonth } from "../../format/days.ts"
import { CsvButton } from "../../parts/CsvButton.tsx"
import { Empty } from "../../parts/Empty.tsx"
import { More } from "../../parts/More.tsx"
import { Panel } from "../../parts/Panel.tsx"
import { useShop } from "../../shell/shop.ts"
import { monthAsked } from "../../url/customers.ts"
import { BestTable } from "./BestTable.tsx"

interface Props {
  /** "this", "last" or one like 2026-10. */
  asked: string
  /** Without it, the shop's main one. */
  currency?: string
}

/** The customers of a month, those who spent most in it first. */
export function OfMonth({ asked, currency }: Props) {
  const shop = useShop()
  const month = monthAsked(asked, shop.zone)
  const other = currency === shop.currency ? undefined : currency
  const parameters = { month, currency: other }
  const best = useInfiniteQuery(queries.bestOfMonth(parameters))
  const pages = best.data?.pages ?? []
  const rows = pages.flatMap((page) => page.data)
  const inCurrency = other ? ` in ${other}` : ""
  return (
    <>
      <Hint asked={asked} other={other} />
      <Panel
        title={`Best customers of ${shownMonth(month)}${inCurrency}`}
        query={best}
        height={720}
        actions={
          <CsvButton
            key={JSON.stringify(parameters)}
            path="/api/reports/customers"
            parameters={parameters}
            file={fileName("customers", month, other)}
          />
        }
      >
        {() =>
          rows.length ? (
            <>
              <BestTable rows={rows} month={month} />
              <More query={best} shown={rows.length} noun="customer" note={pages.at(-1)?.page.note} />
            </>
          ) : (
            <Empty action={<Link to="/customers">Show all customers</Link>}>
              No customer has ordered{inCurrency} in {shownMonth(month)}.
            </Empty>
          )
        }
      </Panel>
    </>
  )
}

/** What the list is by, and where to find what it has not. */
function Hint({ asked, other }: { asked: string; other: string | undefined }) {
  const { currency } = useShop()
  return (
    <p className="hint">
      {other && (
        <>
          In {other}; see also{" "}
          <Link to="/customers" search={{ month: asked }}>
            {currency}
          </Link>
          .{" "}
        </>
      )}
      Words and segments narrow <Link to="/customers">all customers</Link> only.
    </p>
  )
}
