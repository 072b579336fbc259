import { expect, it } from "vitest"

import { busiest, cellName, cells } from "./hours.ts"

const week = (some: Record<number, number>) =>
  Array.from({ length: 168 }, (_, row) => ({ weekday: Math.floor(row / 24) + 1, hour: row % 24, orders: some[row] ?? 0 }))

it("an hour of the week has its row and column", () => {
  const table = cells(week({ 0: 3, 34: 7, 167: 1 }))
  expect([table.length, table[0]?.length, table[0]?.[0], table[1]?.[10], table[6]?.[23]]).toEqual([7, 24, 3, 7, 1])
})

it("the busiest hour is the first of those with most, and none in an empty week", () => {
  expect(busiest(week({ 34: 7, 80: 7, 90: 2 }))).toEqual({ weekday: 2, hour: 10, orders: 7 })
  expect(busiest(week({}))).toBeUndefined()
})

it("an hour is called by its clocks", () => {
  expect(cellName(6, 23)).toBe("Sunday 23:00 – 24:00")
})
