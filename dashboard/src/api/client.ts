/** Calls of the API: same origin, the token of this tab, and failures that can be told in words. */

import type { FieldFault, Problem } from "./types.ts"

export type Parameters = Record<string, string | number | boolean | undefined>

/** The API has refused, or could not be reached; `status` is 0 then. */
export class ApiFailure extends Error {
  readonly status: number
  readonly faults: FieldFault[]
  readonly requestId: string | null

  constructor(status: number, message: string, faults: FieldFault[] = [], requestId: string | null = null) {
    super(message)
    this.name = "ApiFailure"
    this.status = status
    this.faults = faults
    this.requestId = requestId
  }
}

/** The address of a call, with its parameters in a fixed order; those that are undefined or empty are left out. */
export function addressOf(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    if (value !== undefined && value !== "") query.set(name, String(value))
  }
  return query.size ? `${path}?${query}` : path
}

/** One answer. The browser asks again with If-None-Match by itself, so an unchanged answer costs a 304. */
export async function get<Answer>(path: string, parameters: Parameters, token: string, signal: AbortSignal): Promise<Answer> {
  const response = await send(addressOf(path, parameters), token, "application/json", signal)
  try {
    return (await response.json()) as Answer
  } catch {
    throw new ApiFailure(response.status, "The answer is not readable.", [], idOf(response))
  }
}

/** A slice of a list as CSV, and the cursor of the next one. */
export interface CsvSlice {
  text: string
  cursor?: string
}

/** A slice of a list as CSV. */
export async function getCsv(path: string, parameters: Parameters, token: string): Promise<CsvSlice> {
  const response = await send(addressOf(path, parameters), token, "text/csv", null)
  return { text: await response.text(), cursor: cursorOf(response.headers.get("Link")) }
}

function cursorOf(link: string | null): string | undefined {
  const query = /<[^>]*?\?([^>]*)>;\s*rel="next"/.exec(link ?? "")?.[1]
  return new URLSearchParams(query).get("cursor") ?? undefined
}

async function send(address: string, token: string, accept: string, signal: AbortSignal | null): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, Accept: accept }
  let response: Response
  try {
    response = await fetch(address, { headers, signal })
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    throw new ApiFailure(0, "The server cannot be reached. Is this device online?")
  }
  if (!response.ok) throw await failureOf(response)
  return response
}

async function failureOf(response: Response): Promise<ApiFailure> {
  try {
    const problem = (await response.json()) as Problem
    return new ApiFailure(response.status, problem.detail, problem.errors ?? [], idOf(response))
  } catch {
    return new ApiFailure(response.status, `The server answered ${response.status}.`, [], idOf(response))
  }
}

function idOf(response: Response): string | null {
  return response.headers.get("X-Request-Id")
}
