import { describe, expect, it } from "vitest"

import { reportsSearch, SALES_WHYS } from "../../url/reports.ts"
import { EXPLAINED, basisOf } from "./explanation.ts"

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
})
