import { counted } from "../../format/figures.ts"

/** What other programs have stored with an order; it is shown, never interpreted. */
export function OtherFields({ fields }: { fields: Record<string, unknown> }) {
  const entries = Object.entries(fields)
  if (!entries.length) return null
  return (
    <details className="other">
      <summary>{counted(entries.length, "other field")}</summary>
      <dl>
        {entries.map(([name, value]) => (
          <OtherField key={name} name={name} value={value} />
        ))}
      </dl>
    </details>
  )
}

function OtherField({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt dir="auto">{name}</dt>
      <dd dir="auto">{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</dd>
    </>
  )
}
