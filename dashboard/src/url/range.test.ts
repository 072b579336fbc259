import { describe, expect, it } from "vitest"

import { intervalOf, rangeOf, rangeSearch } from "./range.ts"

const SYDNEY = "Australia/Sydney"
// It is already the 21st in Sydney, and still the 20th in UTC.
const NOW = new Date("2026-11-20T14:30:00Z")

describe("a range", () => {
  it("is the last 30 days of the shop where the address says nothing", () => {
    expect(rangeOf({}, SYDNEY, NOW)).toEqual({ from: "2026-10-23", to: "2026-11-21" })
  })

  it("moves with the days as a preset", () => {
    expect(rangeOf({ range: "last-month" }, SYDNEY, NOW)).toEqual({ from: "2026-10-01", to: "2026-10-31" })
    expect(rangeOf({ range: "yesterday" }, SYDNEY, NOW)).toEqual({ from: "2026-11-20", to: "2026-11-20" })
    expect(rangeOf({ range: "12m" }, SYDNEY, NOW)).toEqual({ from: "2025-12-01", to: "2026-11-21" })
  })

  it("stays as two days", () => {
    expect(rangeOf({ from: "2026-01-01", to: "2026-01-31" }, SYDNEY, NOW)).toEqual({ from: "2026-01-01", to: "2026-01-31" })
  })

  it.each([
    [{ from: "2026-02-30", to: "2026-03-01" }],
    [{ from: "2026-03-02", to: "2026-03-01" }],
    [{ from: "2026-03-02" }],
    [{ range: "for ever" }],
  ])("that can't be is forgotten: %o", (search) => {
    expect(rangeSearch(search)).toEqual({})
  })
})

describe("the interval", () => {
  it.each([
    ["2026-11-01", "2026-11-01", "day"],
    ["2026-10-01", "2026-12-01", "day"],
    ["2026-10-01", "2026-12-02", "week"],
    ["2026-01-01", "2026-12-31", "month"],
    ["2020-01-01", "2026-12-31", "quarter"],
    ["2010-01-01", "2026-12-31", "year"],
  ])("of %s to %s is a %s", (from, to, interval) => {
    expect(intervalOf({ from, to })).toBe(interval)
  })
})
