import { useMutation } from "@tanstack/react-query"

import { type Parameters, getCsv } from "../api/client.ts"
import { type CsvFile, MOST_ROWS, csvFile } from "../api/csv.ts"
import { tokenOf } from "../api/session.ts"
import { count, counted } from "../format/figures.ts"

interface Props {
  /** The route of the list, and the filter and sort that are on screen. */
  path: string
  parameters: Parameters
  /** The name of the file; see `fileName`. */
  file: string
}

/** Saves the list that is on screen as CSV, whole or its first rows, and says which. */
export function CsvButton({ path, parameters, file }: Props) {
  const saving = useMutation({
    mutationFn: () => csvFile((slice) => getCsv(path, { ...parameters, ...slice }, tokenOf())),
    onSuccess: ({ text }) => save(text, file),
  })
  return (
    <div className="csv">
      <span role="status" className={saving.error ? "refused" : "hint"}>
        {saving.error ? `Not saved: ${saving.error.message}` : saving.data && told(saving.data)}
      </span>
      <button
        type="button"
        disabled={saving.isPending}
        title={`Saves what this list shows, as a table for a spreadsheet: at most ${count(MOST_ROWS)} rows`}
        onClick={() => saving.mutate()}
      >
        {saving.isPending ? "Saving …" : "Download CSV"}
      </button>
    </div>
  )
}

function told({ rows, more }: CsvFile): string {
  return more ? `Saved the first ${counted(rows, "row")}; there are more. Narrow the list to get them.` : `Saved ${counted(rows, "row")}.`
}

function save(text: string, file: string): void {
  // The mark in front tells spreadsheets that this is UTF-8.
  const address = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = address
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
