import { describe, expect, it } from "vitest"

import { CUSTOMER_CANCELLED, CUSTOMER_CREDIT, CUSTOMER_EXPLANATION, CUSTOMER_MONTH, CUSTOMER_ORDER } from "../../api/examples.ts"
import type { CustomerDocument, CustomerMonth } from "../../api/types.ts"
import { WHYS, customerSearch } from "../../url/searches.ts"
import { sumOf } from "../explained/documents.ts"
import { partsOf } from "../explained/formula.ts"
import { NAMES, addedByOthers, basisOf, inWords, split } from "./explanation.ts"
import { currencyOf, daysOf, filled } from "./months.ts"
import { nextSort } from "./sorting.ts"

const FOREIGN: CustomerDocument = {
  ...CUSTOMER_ORDER, orderID: "1003", currency: "NZD", because: "NZD adds to spendByCurrency; totalSpend is in AUD",
  adds: { orderCount: 1, spendByCurrency: { NZD: 20 } },
}
const CREDITED = CUSTOMER_CREDIT.because
const CANCELLED = CUSTOMER_CANCELLED.because
const ALL = [CUSTOMER_ORDER, CUSTOMER_CREDIT, CUSTOMER_CANCELLED, FOREIGN]

function reasons(basis: Parameters<typeof split>[1], documents = ALL): Record<string, string> {
  return Object.fromEntries(split(documents, basis).leaving.map(({ document: { orderID }, because }) => [orderID, because]))
}

describe("the documents of a figure", () => {
  it("add to spending in the main currency only, credits taken off", () => {
    expect(sumOf(split(ALL, "totalSpend").adding)).toBe(50.3)
    expect(reasons("totalSpend")).toEqual({ 1004: CANCELLED, 1003: FOREIGN.because })
  })

  it("are orders of any currency for their count", () => {
    expect(sumOf(split(ALL, "orderCount").adding)).toBe(2)
    expect(reasons("orderCount")).toEqual({ "1001-R1": CREDITED, 1004: CANCELLED })
  })

  it("have a reason also where the API needs none", () => {
    expect(reasons("creditCount")["1001"]).toBe("it is an order, not a credit")
    expect(reasons("totalSpend", [{ ...CUSTOMER_ORDER, total: 0, adds: { orderCount: 1 } }])["1001"]).toBe("its total is 0")
  })

  it("of several currencies have no sum", () => {
    expect(sumOf(split(ALL, "spendByCurrency").adding)).toBeNull()
  })

  it("that are not shown add what is missing", () => {
    const explanation = { ...CUSTOMER_EXPLANATION, shown: 3, inAll: 4 }
    const { adding } = split(ALL, "totalSpend")
    expect(addedByOthers(explanation, "totalSpend", adding)).toBe(50.1)
    expect(addedByOthers(CUSTOMER_EXPLANATION, "totalSpend", adding)).toBeNull()
  })
})

describe("an explanation", () => {
  it("has a name for each figure that can be asked", () => {
    expect(WHYS.filter((why) => !NAMES[why])).toEqual([])
  })

  it("of a ratio leads to what is spent, of a date to the orders", () => {
    expect([basisOf("averageOrderValue"), basisOf("lastOrderDate"), basisOf("creditCount")]).toEqual([
      "totalSpend", "orderCount", "creditCount",
    ])
  })

  it("has its formula in parts", () => {
    expect(partsOf("totalSpend / orderCount", ["totalSpend", "orderCount"])).toEqual([
      { text: "totalSpend", name: "totalSpend" },
      { text: " ÷ " },
      { text: "orderCount", name: "orderCount" },
    ])
  })

  it("calls the figures as the screen does", () => {
    expect(inWords("NZD adds to spendByCurrency; totalSpend is in AUD")).toBe("NZD adds to “Spent in each currency”; “Spent” is in AUD")
  })

  it("that does not exist is forgotten in the address", () => {
    expect([customerSearch({ why: "totalSpend" }), customerSearch({ why: "luck" })]).toEqual([{ why: "totalSpend" }, {}])
  })
})

function month(of: string, spend: number, currency = "AUD", orderCount = 1): CustomerMonth {
  return { ...CUSTOMER_MONTH, month: of, currency, spend, orderCount }
}

describe("the months of a customer", () => {
  it("have no gaps, up to this one", () => {
    const shown = filled([month("2026-10", 5), month("2026-07", 7)], "AUD", "2026-11-22")
    expect(shown.map((each) => [each.month, each.spend])).toEqual([
      ["2026-07", 7], ["2026-08", 0], ["2026-09", 0], ["2026-10", 5], ["2026-11", 0],
    ])
  })

  it("are the newest 24, and none without a purchase", () => {
    const shown = filled([month("2020-01", 1)], "AUD", "2026-11-22")
    expect([shown.length, shown[0]?.month, shown.at(-1)?.month]).toEqual([24, "2024-12", "2026-11"])
    expect(filled([], "AUD", "2026-11-22")).toEqual([])
  })

  it("hold an order of the future", () => {
    expect(filled([month("2027-01", 1)], "AUD", "2026-11-22").map((each) => each.month)).toEqual(["2027-01"])
  })

  it("are in the main currency, or in the one that was used most", () => {
    expect(currencyOf([month("2026-01", 1), month("2026-01", 9, "NZD", 9)], "AUD")).toBe("AUD")
    expect(currencyOf([month("2026-01", 1, "EUR"), month("2026-01", 9, "NZD", 9)], "AUD")).toBe("NZD")
    expect(currencyOf([], "AUD")).toBe("AUD")
  })

  it("end with their last day", () => {
    expect([daysOf("2026-02"), daysOf("2026-12")]).toEqual([
      { from: "2026-02-01", to: "2026-02-28" },
      { from: "2026-12-01", to: "2026-12-31" },
    ])
  })
})

describe("the customers", () => {
  it("are sorted by name from A, by figures from the largest", () => {
    expect(nextSort("-name", "-totalSpend")).toBe("name")
    expect(nextSort("-name", "name")).toBe("-name")
    expect(nextSort("-orderCount", "name")).toBe("-orderCount")
  })
})
