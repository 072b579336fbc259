/** Sums of decimals without the error of binary numbers. */

/** The sum as it would be on paper: 0.1 and 0.2 are 0.3. */
export function exactSum(values: number[]): number {
  const decimals = values.map(decimalOf)
  const places = Math.max(0, ...decimals.map((each) => each.places))
  const sum = decimals.reduce((total, each) => total + each.digits * 10n ** BigInt(places - each.places), 0n)
  return Number(`${sum}e-${places}`)
}

interface Decimal {
  digits: bigint
  /** How many of the digits stand behind the point; less than none where zeros follow them. */
  places: number
}

/** The shortest decimal that is this number, which is the one that the API has sent. */
function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = String(value).split("e")
  const [whole = "0", decimals = ""] = mantissa.split(".")
  return { digits: BigInt(whole + decimals), places: decimals.length - Number(exponent) }
}
