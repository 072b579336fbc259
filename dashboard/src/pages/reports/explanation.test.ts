import { describe, expect, it } from "vitest"

import { SALES_DOCUMENTS, SALES_EXPLANATION } from "../../api/examples.ts"
import { SALES_WHYS, reportsSearch } from "../../url/reports.ts"
import { sumOf } from "../explained/documents.ts"
import { type Basis, EXPLAINED, basisOf, figureOf, split } from "./explanation.ts"

const BASES = [...new Set(SALES_WHYS.map(basisOf))]

function reasons(basis: Basis): Record<string, string> {
  const { leaving } = split(SALES_DOCUMENTS, basis, "AUD")
  return Object.fromEntries(leaving.map(({ document, because }) => [document.orderID, because]))
}

describe("an explanation of sales", () => {
  it("has a name for each figure that can be asked", () => {
    expect(SALES_WHYS.filter((why) => !EXPLAINED[why].name)).toEqual([])
  })

  it("of a ratio is of the documents that it counts", () => {
    expect([basisOf("averageOrderValue"), basisOf("returningRate"), basisOf("taxes")]).toEqual(["netSales", "returningOrders", "taxes"])
  })

  it("that does not exist is forgotten in the address", () => {
    expect([reportsSearch({ why: "netSales" }), reportsSearch({ why: "luck" })]).toEqual([{ why: "netSales" }, {}])
  })

  it.each(BASES)("has documents that add up to %s", (basis) => {
    expect(sumOf(split(SALES_DOCUMENTS, basis, "AUD").adding)).toBe(figureOf(SALES_EXPLANATION, basis, "AUD")?.value)
  })

  it.each(BASES)("has each document once, and a reason for each that leaves %s as it is", (basis) => {
    const { adding, leaving } = split(SALES_DOCUMENTS, basis, "AUD")
    expect(adding.length + leaving.length).toBe(SALES_DOCUMENTS.length)
    expect(leaving.filter(({ because }) => !because)).toEqual([])
  })

  it("says why a document is not counted", () => {
    expect(reasons("returningOrders")).toEqual({
      1004: 'the status "cancelled" does not count for an order',
      1003: "it is its customer's first order",
      "1001-R1": "a credit takes money back, and is no order",
    })
    expect(reasons("taxes")[1003]).toBe("its tax is in the prices")
    expect(reasons("grossSales")["1001-R1"]).toBe("a credit is in the returns")
  })

  it("leaves out the documents of another currency", () => {
    const { adding, leaving } = split(SALES_DOCUMENTS, "netSales", "NZD")
    expect([adding, leaving.at(-1)?.because]).toEqual([[], "it is in AUD"])
  })
})
