import { describe, expect, it } from "vitest"

import { ordersParameters, unfiltered } from "./orders.ts"
import { ordersSearch } from "./searches.ts"

const SYDNEY = "Australia/Sydney"
const NOW = new Date("2026-11-20T14:30:00Z")

/** What the API is asked for an address, without what is left out. */
function asked(search: Record<string, unknown>): object {
  return JSON.parse(JSON.stringify(ordersParameters(ordersSearch(search), SYDNEY, NOW)))
}

describe("the orders", () => {
  it("are those of the last 30 days where nothing is said", () => {
    expect(asked({})).toEqual({ from: "2026-10-23", to: "2026-11-21" })
  })

  it.each([[{ contact: "A-1" }], [{ reference: "#1046" }], [{ product: "BOX-RSC-M" }]])(
    "are those of all time where it is a matter of one thing: %o",
    (filter) => {
      expect(asked(filter)).toEqual(filter)
      expect(asked({ ...filter, range: "today" })).toEqual({ ...filter, from: "2026-11-21", to: "2026-11-21" })
    },
  )

  it("are those of all time where that is chosen, unless two days are named", () => {
    expect(asked({ range: "all", status: "cancelled" })).toEqual({ status: "cancelled" })
    expect(asked({ range: "all", from: "2026-11-01", to: "2026-11-02" })).toEqual({ from: "2026-11-01", to: "2026-11-02" })
  })

  it("of a reference are not asked for by product, too", () => {
    expect(ordersSearch({ reference: 1046, product: "BOX" })).toEqual({ reference: "1046" })
  })

  it("keep their days and their order without filters", () => {
    const search = ordersSearch({ range: "7d", sort: "createdAt", status: "x", type: "credit", contact: "A", product: "B" })
    expect(ordersSearch({ ...unfiltered(search) })).toEqual({ range: "7d", sort: "createdAt" })
  })

  it("forget what can't be used", () => {
    expect(ordersSearch({ type: "sale", sort: "total", status: " ", range: "never" })).toEqual({})
  })
})
