import { describe, expect, it } from "vitest"

import { addMonths, daysIn, isDay, longDay, shownDay, shownInstant, shownMoment, shownTime, today } from "./days.ts"
import { change, count, counted, money, percent, points, price, seconds, shortMoney } from "./figures.ts"

describe("money", () => {
  it.each([
    [1234.5, "AUD", "$1,234.50"],
    [-0.005, "AUD", "-$0.01"],
    [1e9, "GBP", "£1,000,000,000.00"],
    [0, "EUR", "€0.00"],
    [1200, "JPY", "¥1,200"],
  ])("%s %s is %s", (amount, currency, shown) => {
    expect(money(amount, currency)).toBe(shown)
  })

  it("that is not there is a dash", () => {
    expect(money(null, "AUD")).toBe("–")
  })

  it("has its parts of a cent as a price", () => {
    expect([price(1.2, "AUD"), price(0.12345, "AUD"), price(12, "JPY")]).toEqual(["$1.20", "$0.1235", "¥12"])
  })

  it("is short on an axis", () => {
    expect(shortMoney(12_345, "AUD")).toBe("$12.3K")
  })
})

describe("figures", () => {
  it("are counted, in parts, and with a sign where they are changes", () => {
    expect([count(1234567), count(1.25), percent(0.795455), change(0.435007), change(-0.1), change(0)]).toEqual([
      "1,234,567",
      "1.25",
      "79.5%",
      "+43.5%",
      "-10%",
      "0%",
    ])
    expect([points(0.0123), points(-0.01), points(0), points(-0.2)]).toEqual(["+1.2 points", "-1 point", "0 points", "-20 points"])
    expect([counted(1, "order"), counted(2, "order"), counted(0, "category", "categories")]).toEqual([
      "1 order",
      "2 orders",
      "0 categories",
    ])
  })
})

describe("seconds", () => {
  it("have one decimal at most", () => {
    expect([seconds(0.437), seconds(2), seconds(0)]).toEqual(["0.4 s", "2 s", "0 s"])
  })
})

describe("days", () => {
  it("are the shop's", () => {
    expect(today("Australia/Sydney", new Date("2026-11-20T13:00:00Z"))).toBe("2026-11-21")
    expect(today("America/Los_Angeles", new Date("2026-11-20T07:59:00Z"))).toBe("2026-11-19")
  })

  it("are counted over the change of clocks", () => {
    expect(daysIn("2026-10-03", "2026-10-05")).toBe(3)
  })

  it("of a shorter month are its last", () => {
    expect([addMonths("2026-01-31", 1), addMonths("2024-03-31", -1)]).toEqual(["2026-02-28", "2024-02-29"])
  })

  it("are in the calendar, or are none", () => {
    expect(["2024-02-29", "2026-02-29", "2026-1-1", "", null].map(isDay)).toEqual([true, false, false, false, false])
  })

  it("are shown without a zone, instants in the shop's", () => {
    expect(shownDay("2026-11-20")).toBe("20 Nov 2026")
    expect(longDay("2026-11-20")).toBe("Friday 20 November 2026")
    expect(shownTime("2026-11-19T22:30:00Z", "Australia/Sydney")).toMatch(/^9:30\sam$/)
    expect(shownInstant("2026-11-19T22:30:00Z", "Australia/Sydney")).toMatch(/20 Nov 2026, 9:30\sam/)
  })
  it("leave the day away where it is today in the shop", () => {
    const now = new Date("2026-11-20T13:30:00Z")
    expect(shownMoment("2026-11-20T13:05:00Z", "Australia/Sydney", now)).toMatch(/^12:05\sam$/)
    expect(shownMoment("2026-11-20T12:55:00Z", "Australia/Sydney", now)).toMatch(/^20 Nov 2026, 11:55\spm$/)
  })
})
