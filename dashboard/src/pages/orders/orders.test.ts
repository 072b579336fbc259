import { describe, expect, it } from "vitest"

import { idsIn, whyNotCounted } from "./counting.ts"
import { sameStatus, statusChoices } from "./statuses.ts"

describe("the statuses to choose from", () => {
  it("have the shop's own and the chosen one after the common ones, each once in any case", () => {
    expect(statusChoices(["Shipped", "COMPLETED", "Dispatched", "dispatched"], "quote").slice(8)).toEqual([
      "quote",
      "dispatched",
      "Shipped",
    ])
  })

  it("are the same in any case", () => {
    expect([sameStatus("Completed ", "completed"), sameStatus("a", "b")]).toEqual([true, false])
  })
})

describe("a document that does not count", () => {
  it("has its status as the reason", () => {
    expect(whyNotCounted({ counts: false, status: "Cancelled", type: "order" })).toBe(
      "The status “Cancelled” does not count for an order, so it is in no figure.",
    )
    expect(whyNotCounted({ counts: false, status: "draft", type: "credit" })).toContain("for a credit")
  })

  it("that can't be read says so", () => {
    expect(whyNotCounted({ counts: false, status: null, type: null })).toContain("can't be read")
  })

  it("is not one that counts", () => {
    expect(whyNotCounted({ counts: true, status: "completed", type: "order" })).toBeNull()
  })
})

describe("the orderIDs in a field", () => {
  it.each([
    [null, []],
    ["", []],
    ["1001", ["1001"]],
    [1001, ["1001"]],
    [["C1", 2, null], ["C1", "2"]],
    [{ id: 1 }, []],
  ])("%o are %o", (value, ids) => {
    expect(idsIn(value)).toEqual(ids)
  })
})
