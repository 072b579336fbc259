/** A list as one CSV file: its slices, put together up to a limit. */

import type { CsvSlice, Parameters } from "./client.ts"

export const MOST_ROWS = 5_000
const MOST_CALLS = 20

/** A file's text with its rows, and whether the list goes on. */
export interface CsvFile {
  text: string
  rows: number
  more: boolean
}

/** The first rows of a list. A filter without an index answers in short slices, so there may be several calls. */
export async function csvFile(ask: (parameters: Parameters) => Promise<CsvSlice>): Promise<CsvFile> {
  let file = { text: "", rows: 0 }
  let cursor: string | undefined
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const slice = await ask({ limit: MOST_ROWS - file.rows, cursor })
    file = joined(file, slice.text)
    cursor = slice.cursor
    if (!cursor || file.rows >= MOST_ROWS) break
  }
  return { ...file, more: cursor !== undefined }
}

/** The name of a file, of words that any system can save. */
export function fileName(...words: (string | undefined)[]): string {
  const safe = words.map((word) => word?.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, ""))
  return `${safe.filter(Boolean).join("-").slice(0, 120)}.csv`
}

/** Each slice repeats the line of the field names; the file has it once. */
function joined(file: { text: string; rows: number }, slice: string): { text: string; rows: number } {
  const body = slice.slice(slice.indexOf("\n") + 1)
  return { text: file.text ? file.text + body : slice, rows: file.rows + recordsIn(body) }
}

/** How many records a text has: a line end within quotes is part of a cell. */
function recordsIn(text: string): number {
  let records = 0
  let quoted = false
  for (const sign of text) {
    if (sign === '"') quoted = !quoted
    else if (sign === "\n" && !quoted) records += 1
  }
  return records
}
