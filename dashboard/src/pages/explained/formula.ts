/** Formulas of the API as people read them. */

export interface Part {
  text: string
  /** The name of a figure or value that is written here. */
  name?: string
}

/** A formula in parts: names of values, and what stands between them. */
export function partsOf(formula: string, names: string[]): Part[] {
  const parts = formula.split(/([A-Za-z]+)/).filter(Boolean)
  return parts.map((text) => (names.includes(text) ? { text, name: text } : { text: text.replaceAll("/", "÷") }))
}

/** The formula with the values of its names; nothing where it has no names. */
export function withValues(parts: Part[], shown: (name: string) => string): string | undefined {
  return parts.some(({ name }) => name) ? parts.map(({ text, name }) => (name ? shown(name) : text)).join("") : undefined
}

/** A definition of the API as a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
