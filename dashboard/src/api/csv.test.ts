import { describe, expect, it } from "vitest"

import type { CsvSlice, Parameters } from "./client.ts"
import { MOST_ROWS, csvFile, fileName } from "./csv.ts"

const HEAD = "orderID,customerName\r\n"

function rows(count: number, first = 0): string {
  return Array.from({ length: count }, (_, place) => `${first + place},Ann\r\n`).join("")
}

/** A list that answers these slices, and what it was asked. */
function list(...slices: CsvSlice[]) {
  const asked: Parameters[] = []
  const ask = async (parameters: Parameters) => {
    asked.push(parameters)
    return slices[asked.length - 1] as CsvSlice
  }
  return { ask, asked }
}

describe("a CSV file", () => {
  it("is the list, where that fits into one slice", async () => {
    const { ask, asked } = list({ text: HEAD + rows(2) })
    expect(await csvFile(ask)).toEqual({ text: HEAD + rows(2), rows: 2, more: false })
    expect(asked).toEqual([{ limit: MOST_ROWS, cursor: undefined }])
  })

  it("puts short slices together, with one line of names", async () => {
    const { ask, asked } = list({ text: HEAD, cursor: "a" }, { text: HEAD + rows(2), cursor: "b" }, { text: HEAD + rows(1, 2) })
    expect(await csvFile(ask)).toEqual({ text: HEAD + rows(3), rows: 3, more: false })
    expect(asked.map(({ cursor, limit }) => [cursor, limit])).toEqual([
      [undefined, MOST_ROWS],
      ["a", MOST_ROWS],
      ["b", MOST_ROWS - 2],
    ])
  })

  it("ends at its limit, and knows that there is more", async () => {
    const { ask, asked } = list({ text: HEAD + rows(MOST_ROWS), cursor: "a" })
    expect(await csvFile(ask)).toMatchObject({ rows: MOST_ROWS, more: true })
    expect(asked).toHaveLength(1)
  })

  it("ends where a search through a long list finds little", async () => {
    const { ask, asked } = list(...Array.from({ length: 99 }, () => ({ text: HEAD, cursor: "on" })))
    expect(await csvFile(ask)).toEqual({ text: HEAD, rows: 0, more: true })
    expect(asked).toHaveLength(20)
  })

  it("counts a cell with lines and quotes in it as one", async () => {
    const { ask } = list({ text: `${HEAD}1,"Ann\r\n""the\n"" Smith"\r\n2,李娜\r\n` })
    expect(await csvFile(ask)).toMatchObject({ rows: 2 })
  })
})

describe("a file's name", () => {
  it("has words of any script, and nothing that a system refuses", () => {
    expect(fileName("orders", "2026-11-20", undefined, "#10/46: ")).toBe("orders-2026-11-20-10-46.csv")
    expect(fileName("orders", "李娜 / سارة")).toBe("orders-李娜-سارة.csv")
  })
})
