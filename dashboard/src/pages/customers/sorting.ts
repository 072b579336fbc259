/** The order of the customers: figures begin with the largest, names with A. */

export function nextSort(asked: string, now: string): string {
  return asked === "-name" && now !== "name" ? "name" : asked
}
