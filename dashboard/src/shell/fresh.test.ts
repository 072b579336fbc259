import { describe, expect, it } from "vitest"

import { freshOf, hear } from "./fresh.ts"

const MORNING = "2026-11-20T22:00:00Z"
const NOON = "2026-11-21T01:00:00Z"
const HEARD = hear(hear([], MORNING, 100), NOON, 200)

describe("the page", () => {
  it("is as fresh as the status without any answer on it", () => {
    expect(freshOf(HEARD, [])).toEqual({ asOf: NOON, behind: false, recounted: false })
  })

  it("is as fresh as its oldest answer", () => {
    expect(freshOf(HEARD, [{ asOf: NOON, at: 250 }, { asOf: MORNING, at: 150 }])).toMatchObject({ asOf: MORNING, behind: true })
  })

  it("is up to date where an unchanged answer was asked for again, whatever that answer says of itself", () => {
    expect(freshOf(HEARD, [{ asOf: MORNING, at: 250 }])).toMatchObject({ asOf: NOON, behind: false })
  })

  it("is up to date where an answer is newer than the status", () => {
    expect(freshOf(HEARD, [{ asOf: NOON, at: 150 }])).toMatchObject({ asOf: NOON, behind: false })
    expect(freshOf(HEARD, [{ asOf: "2026-11-21T01:00:09Z", at: 150 }])).toMatchObject({ asOf: NOON, behind: false })
  })

  it("tells that something on it was counted again", () => {
    expect(freshOf(HEARD, [{ asOf: NOON, source: "recount", at: 250 }, { asOf: NOON, source: "view", at: 250 }]).recounted).toBe(true)
  })

  it("of a shop without orders is of no time", () => {
    expect(freshOf(hear([], null, 100), [{ asOf: null, at: 150 }])).toEqual({ asOf: null, behind: false, recounted: false })
  })
})

describe("what is heard", () => {
  it("is kept once", () => {
    expect(hear(HEARD, NOON, 300)).toBe(HEARD)
  })
})
