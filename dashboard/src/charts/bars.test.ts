import { describe, expect, it } from "vitest"

import { type Bar, extent, pieces, told, valuesOf } from "./bars.ts"

const shown = (value: number | null) => (value === null ? "–" : String(value))
const bar = (...values: (number | null)[]): Bar => ({ name: "20 Nov", short: "20", values })

describe("a bar", () => {
  it("is told with what it is compared with", () => {
    expect(told({ ...bar(12), before: { name: "20 Oct", value: null } }, ["Sales"], shown)).toBe("20 Nov: 12; 20 Oct: –")
  })

  it("of several series names each of them", () => {
    expect(valuesOf(bar(2, 5), ["New", "Returning"], shown)).toBe("New 2, Returning 5")
  })

  it("is stacked from the axis outwards", () => {
    expect(pieces([2, null, 3])).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 2 },
      { from: 2, to: 5 },
    ])
  })
})

describe("the extent", () => {
  it("holds whole stacks, negative days, the comparison, and 0", () => {
    expect(extent([bar(2, 5), bar(-3)])).toEqual([-3, 7])
    expect(extent([{ ...bar(1), before: { name: "", value: 9 } }])).toEqual([0, 9])
    expect(extent([])).toEqual([0, 0])
  })
})
