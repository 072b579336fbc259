import { describe, expect, it } from "vitest"

import { exactSum } from "./exact.ts"

describe("a sum", () => {
  it("is the one on paper", () => {
    expect(0.1 + 0.2).not.toBe(0.3)
    expect(exactSum([0.1, 0.2])).toBe(0.3)
    expect(exactSum([1234.56, -0.06, -1000])).toBe(234.5)
  })

  it("of nothing is nothing", () => {
    expect(exactSum([])).toBe(0)
    expect(exactSum([0.345679, -0.345679])).toBe(0)
  })

  it("holds numbers that are written with an exponent", () => {
    expect(exactSum([1e-7, 2e-7, -0.5])).toBe(-0.4999997)
    expect(exactSum([1e21, 1])).toBe(1e21 + 1)
  })
})
