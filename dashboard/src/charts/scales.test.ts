import { describe, expect, it } from "vitest"

import { bands, labelEvery, linear, niceTicks, pathOf } from "./scales.ts"

describe("ticks", () => {
  it.each([
    [0, 100, [0, 25, 50, 75, 100]],
    [0, 97, [0, 25, 50, 75, 100]],
    [0, 2266.97, [0, 1000, 2000, 3000]],
    [0, 0.3, [0, 0.1, 0.2, 0.3]],
    [0, 0, [0, 0.25, 0.5, 0.75, 1]],
    [-449.72, 1200, [-500, 0, 500, 1000, 1500]],
    [-80, -20, [-80, -60, -40, -20, 0]],
    [5, 9, [0, 2.5, 5, 7.5, 10]],
    [0, 1e9, [0, 2.5e8, 5e8, 7.5e8, 1e9]],
  ])("of %s to %s are round and hold 0", (least, most, ticks) => {
    expect(niceTicks(least, most)).toEqual(ticks)
  })

  it("of counts are whole", () => {
    expect(niceTicks(0, 2, { whole: true })).toEqual([0, 1, 2])
    expect(niceTicks(0, 9, { whole: true })).toEqual([0, 3, 6, 9])
    expect(niceTicks(0, 0, { whole: true })).toEqual([0, 1])
  })

  it("hold all values, in few steps", () => {
    for (const most of [0.07, 1, 3, 12, 49.99, 777, 12_345.67]) {
      for (const least of [0, -most / 3, -most * 5]) {
        const ticks = niceTicks(least, most)
        expect(ticks[0]).toBeLessThanOrEqual(least)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
        expect(ticks.length).toBeLessThanOrEqual(7)
      }
    }
  })
})

describe("a line", () => {
  it("may lead down, as pixels do", () => {
    const place = linear([-100, 300], [200, 0])
    expect([place(-100), place(0), place(300)]).toEqual([200, 150, 0])
  })

  it("of one value only is its start", () => {
    expect(linear([5, 5], [10, 90])(5)).toBe(10)
  })
})

describe("bands", () => {
  const four = bands(4, [40, 440])

  it("share the room, with the bar in the middle", () => {
    expect([four.step, four.width, four.start(1), four.bar(0), four.middle(3)]).toEqual([100, 56, 140, 62, 390])
  })

  it("are found by a place, the nearest one outside", () => {
    expect([0, 40, 139.9, 140, 440, 9999].map(four.at)).toEqual([0, 0, 0, 1, 3, 3])
  })

  it("have a bar of a pixel where there is hardly room", () => {
    expect(bands(300, [0, 300]).width).toBe(1)
    expect(bands(62, [0, 310]).width).toBeCloseTo(3.75)
  })

  it("of nothing do not divide by it", () => {
    expect(bands(0, [0, 100]).at(50)).toBe(0)
  })

  it("are labelled as often as there is room", () => {
    expect([labelEvery(10, 45), labelEvery(45, 45), labelEvery(200, 45)]).toEqual([5, 1, 1])
  })
})

describe("a path", () => {
  it("breaks where there is no value", () => {
    expect(pathOf([[0, 1], [1, 2.55], [2, null], [3, 4], [4, 5]])).toBe("M0,1L1,2.6M3,4L4,5")
    expect(pathOf([[0, null]])).toBe("")
  })

  it("has a dot for a value alone", () => {
    expect(pathOf([[0, 1]])).toBe("M0,1h0")
    expect(pathOf([[0, 1], [1, 2], [2, null], [3, 4]])).toBe("M0,1L1,2M3,4h0")
  })
})
