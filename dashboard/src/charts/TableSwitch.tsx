/** Shows a chart as a table, and back. */
export function TableSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" className="quiet small" aria-pressed={on} onClick={() => onChange(!on)}>
      Show as table
    </button>
  )
}
