import { describe, expect, it } from "vitest"

import { aroundLast, barsOf, intervalFor, isNothing, productRange, sumOf, trendIn } from "./trend.ts"
import { categoriesOf } from "./Categories.tsx"
import { othersOf } from "./currencies.ts"

const NOTHING = { orders: 0, credits: 0, units: 0, revenue: 0 }
const OCTOBER = { from: "2026-10-05", to: "2026-10-31", orders: 9, credits: 0, units: 770, revenue: 924.1 }
const NOVEMBER = { from: "2026-11-01", to: "2026-11-30", orders: 1, credits: 3, units: -5, revenue: -12.2 }

function sold(...names: (string | null)[]) {
  return { categories: names.map((category) => ({ category, units: 1, revenue: 1, share: null })) }
}

describe("the interval", () => {
  it.each([
    [undefined, "2026-11-01", "2026-11-30", "day"],
    [undefined, "2026-01-01", "2026-11-30", "month"],
    ["day", "2026-01-01", "2026-12-31", "day"],
    ["month", "2026-11-01", "2026-11-30", "month"],
    ["day", "2024-01-01", "2026-12-31", "month"],
  ] as const)("chosen as %s of %s to %s is a %s", (chosen, from, to, interval) => {
    expect(intervalFor(chosen, { from, to })).toBe(interval)
  })
})

it("a product is looked at over twelve months, if nothing else is said", () => {
  const now = new Date("2026-11-20T14:30:00Z")
  expect(productRange({}, "Australia/Sydney", now)).toEqual({ from: "2025-12-01", to: "2026-11-21" })
  expect(productRange({ range: "yesterday" }, "Australia/Sydney", now)).toEqual({ from: "2026-11-20", to: "2026-11-20" })
})

describe("a bar", () => {
  it("says its month, or which part of it, and leads to the orders of the product", () => {
    expect(barsOf([OCTOBER, NOVEMBER], "revenue", "BOX")).toEqual([
      {
        name: "5 Oct 2026 – 31 Oct 2026",
        short: "Oct 2026",
        values: [924.1],
        orders: { product: "BOX", from: "2026-10-05", to: "2026-10-31" },
      },
      { name: "Nov 2026", short: "Nov 2026", values: [-12.2], orders: { product: "BOX", from: "2026-11-01", to: "2026-11-30" } },
    ])
  })

  it("of one day says the day", () => {
    const [bar] = barsOf([{ ...OCTOBER, to: OCTOBER.from }], "units", "BOX")
    expect(bar).toMatchObject({ name: expect.stringContaining("5 Oct"), short: "5 Oct", values: [770] })
  })
})

describe("a trend", () => {
  const trends = [
    { currency: "AUD", intervals: [OCTOBER, NOVEMBER] },
    { currency: "NZD", intervals: [{ ...OCTOBER, ...NOTHING }] },
  ]

  it("is of the currency that was chosen, else of the main one", () => {
    expect([trendIn(trends, "NZD"), trendIn(trends, "USD"), trendIn(trends, undefined)].map((each) => each?.currency)).toEqual([
      "NZD",
      "AUD",
      "AUD",
    ])
  })

  it("adds up, credits taken off", () => {
    expect([sumOf(trends[0]!.intervals, "units"), sumOf(trends[0]!.intervals, "orders")]).toEqual([765, 10])
  })

  it("is nothing only where no document is in it", () => {
    expect(isNothing(trends)).toBe(false)
    expect(isNothing(trends.slice(1))).toBe(true)
  })
})

it("the range around the last sale ends with its day in the shop", () => {
  expect(aroundLast("2026-11-19T22:30:00Z", "Australia/Sydney")).toEqual({ from: "2026-10-22", to: "2026-11-20" })
})

it("the categories of all currencies are there once, and the chosen one too", () => {
  expect(categoriesOf([sold("Tape", null, "Boxes"), sold("Boxes")])).toEqual(["Tape", "Boxes"])
  expect(categoriesOf([sold("Tape")], "Old")).toEqual(["Tape", "Old"])
})

it("amounts of other currencies have their code", () => {
  expect(othersOf({ AUD: 5, NZD: 390 }, "AUD")).toEqual(["$390.00 NZD"])
})
