import { describe, expect, it } from "vitest"

import { nameOf, shortOf } from "./intervals.ts"

describe("an interval", () => {
  it.each([
    ["2026-11-20", "2026-11-20", "Fri 20 Nov 2026"],
    ["2026-11-16", "2026-11-22", "16 Nov 2026 – 22 Nov 2026"],
    ["2024-02-01", "2024-02-29", "Feb 2024"],
    ["2026-11-01", "2026-11-21", "1 Nov 2026 – 21 Nov 2026"],
    ["2026-01-01", "2026-03-31", "1 Jan 2026 – 31 Mar 2026"],
  ])("from %s to %s is called %s", (from, to, name) => {
    expect(nameOf({ from, to })).toBe(name)
  })

  it("is short at the axis", () => {
    const interval = { from: "2026-11-16", to: "2026-11-22" }
    const shorts = (["day", "week", "month", "quarter", "year"] as const).map((each) => shortOf(interval, each))
    expect(shorts).toEqual(["16 Nov", "16 Nov", "Nov ’26", "Nov ’26", "2026"])
  })
})
