/** The statuses to choose from: those of the common shop systems, and whatever the shop has of its own. */

const COMMON = ["completed", "processing", "pending", "on-hold", "draft", "cancelled", "failed", "trash"]

/** The choices, without regard to case: the common ones, then the others that were seen, and the chosen one. */
export function statusChoices(seen: string[], chosen: string | undefined): string[] {
  const choices = new Map(COMMON.map((status) => [status, status]))
  const others = [...seen].toSorted((one, other) => one.localeCompare(other))
  for (const status of [...(chosen ? [chosen] : []), ...others]) {
    const key = status.trim().toLowerCase()
    if (key && !choices.has(key)) choices.set(key, status)
  }
  return [...choices.values()]
}

/** Whether two statuses are one. */
export function sameStatus(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
