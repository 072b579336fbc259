import { describe, expect, it } from "vitest"

import { lastTwoYears, monthsOf, rangeBefore, reportsSearch, tablesOf, withTable, yearOfMonths } from "./reports.ts"

const NOVEMBER = { from: "2026-11-01", to: "2026-11-30" }

describe("the reports' address", () => {
  it("keeps what can be used", () => {
    const search = { range: "90d", compare: "year", currency: "NZD", figure: "orders", best: "units", tables: "sales,months" }
    expect(reportsSearch(search)).toEqual(search)
  })

  it("says nothing of what is usual, and forgets what can't be", () => {
    const usual = { compare: "previous", figure: "totalSales", best: "revenue", tables: "" }
    const wrong = { compare: "last", currency: "dollars", figure: "profit", best: "name", tables: "pie", range: 7 }
    expect([reportsSearch(usual), reportsSearch(wrong)]).toEqual([{}, {}])
  })

  it("names the charts that are tables in one order", () => {
    expect(withTable(undefined, "months", true)).toBe("months")
    expect(withTable("months", "sales", true)).toBe("sales,months")
    expect(withTable("sales,months", "sales", false)).toBe("months")
    expect(withTable("sales", "sales", false)).toBeUndefined()
    expect(tablesOf("months,sales,pie")).toEqual(["sales", "months"])
  })
})

describe("the range before", () => {
  it("has as many days", () => {
    expect(rangeBefore(NOVEMBER, "previous")).toEqual({ from: "2026-10-02", to: "2026-10-31" })
    expect(rangeBefore({ from: "2026-11-20", to: "2026-11-20" }, "previous")).toEqual({ from: "2026-11-19", to: "2026-11-19" })
  })

  it("has the same dates of the year before, 28 for 29 February", () => {
    expect(rangeBefore({ from: "2024-02-01", to: "2024-02-29" }, "year")).toEqual({ from: "2023-02-01", to: "2023-02-28" })
  })

  it("is none where nothing is compared", () => {
    expect(rangeBefore(NOVEMBER, "none")).toBeUndefined()
  })
})

describe("the months of a range", () => {
  it("are whole, and 120 at most", () => {
    expect(monthsOf({ from: "2026-10-23", to: "2026-11-21" })).toEqual({ from: "2026-10", to: "2026-11" })
    expect(monthsOf({ from: "2016-11-15", to: "2026-11-21" })).toEqual({ from: "2016-12", to: "2026-11" })
  })

  it("are a year where they are to be compared", () => {
    expect(yearOfMonths(NOVEMBER)).toEqual({ from: "2025-12", to: "2026-11" })
    expect(yearOfMonths({ from: "2024-01-05", to: "2026-11-21" })).toEqual({ from: "2024-01", to: "2026-11" })
  })
})

describe("the best sellers' range", () => {
  it("is cut where it is too long", () => {
    expect(lastTwoYears({ from: "2020-01-01", to: "2026-12-31" })).toEqual({ from: "2024-12-31", to: "2026-12-31" })
    expect(lastTwoYears(NOVEMBER)).toEqual(NOVEMBER)
  })
})
