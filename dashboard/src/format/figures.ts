/** Money and figures as people read them. Nothing else formats them. */

const NOTHING = "–"
const kept = new Map<string, Intl.NumberFormat>()

/** An amount with its currency, to the cent; a dash where there is none. */
export function money(amount: number | null | undefined, currency: string): string {
  return amount == null ? NOTHING : formatter({ style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(amount)
}

/** The price of one piece, which may be a part of a cent. */
export function price(amount: number | null | undefined, currency: string): string {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 4 } as const
  return amount == null ? NOTHING : formatter(style).format(amount)
}

/** An amount for the axis of a chart: short, without cents. */
export function shortMoney(amount: number, currency: string): string {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol", notation: "compact" } as const
  return formatter({ ...style, maximumFractionDigits: 1 }).format(amount)
}

/** A count, or a quantity with at most three decimals. */
export function count(value: number | null | undefined): string {
  return value == null ? NOTHING : formatter({ maximumFractionDigits: 3 }).format(value)
}

/** A short time in seconds: 0.4 s. */
export function seconds(value: number): string {
  return `${formatter({ maximumFractionDigits: 1 }).format(value)} s`
}

/** A part of one as a percentage with one decimal. */
export function percent(part: number | null | undefined): string {
  return part == null ? NOTHING : formatter({ style: "percent", maximumFractionDigits: 1 }).format(part)
}

/** A change with its sign: +12.3 %. */
export function change(part: number | null | undefined): string {
  if (part == null) return NOTHING
  return formatter({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(part)
}

/** The difference of two rates with its sign: +1.2 points. */
export function points(difference: number): string {
  const shown = change(difference).replace("%", "")
  return `${shown} ${/^.?1$/.test(shown) ? "point" : "points"}`
}

/** "1 order", "2 orders". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  let found = kept.get(key)
  if (!found) {
    found = new Intl.NumberFormat("en-AU", options)
    kept.set(key, found)
  }
  return found
}
