import { describe, expect, it } from "vitest"

import { monthAsked, monthSearch, monthsOffered } from "./customers.ts"
import { customersSearch } from "./searches.ts"

const SYDNEY = "Australia/Sydney"
const NEW_YEAR = new Date("2026-12-31T13:30:00Z") // 0:30 in Sydney

describe("the month in the address", () => {
  it("is one that moves or one that stays; what is none is forgotten", () => {
    const given = ["this", "last", "2026-10", "2026-13", "2026-1", "toString", "", 202610, undefined]
    expect(given.map(monthSearch)).toEqual(["this", "last", "2026-10", ...Array.from({ length: 6 })])
  })

  it("is that of the shop's clocks", () => {
    expect(["this", "last", "2026-10"].map((each) => monthAsked(each, SYDNEY, NEW_YEAR))).toEqual(["2027-01", "2026-12", "2026-10"])
    expect(monthAsked("this", "UTC", NEW_YEAR)).toBe("2026-12")
  })

  it("leaves out what a month's customers can't be narrowed by", () => {
    const search = { segment: "VIP", search: "jo", sort: "name" }
    expect(customersSearch({ ...search, month: "last", currency: "NZD" })).toEqual({ month: "last", currency: "NZD" })
    expect(customersSearch({ ...search, month: "soon", currency: "NZD" })).toEqual(search)
  })
})

describe("the months to choose from", () => {
  it("are those of five years, newest first", () => {
    const months = monthsOffered(undefined, SYDNEY, NEW_YEAR)
    expect([months.length, months[0], months[1], months.at(-1)]).toEqual([60, "2027-01", "2026-12", "2022-02"])
  })

  it("have the chosen one at its place, however long ago", () => {
    expect(monthsOffered("2019-05", SYDNEY, NEW_YEAR).at(-1)).toBe("2019-05")
    expect(monthsOffered("2026-12", SYDNEY, NEW_YEAR)).toHaveLength(60)
    expect(monthsOffered("last", SYDNEY, NEW_YEAR)).toHaveLength(60)
  })
})
