import { describe, expect, it } from "vitest"

import { opens } from "./keys.ts"

const plain = { ctrlKey: false, metaKey: false, altKey: false }

describe("a key", () => {
  it.each([
    [{ ...plain, key: "/" }, "search"],
    [{ ...plain, key: "k", ctrlKey: true }, "search"],
    [{ ...plain, key: "K", metaKey: true }, "search"],
    [{ ...plain, key: "?" }, "keys"],
    [{ ...plain, key: "k" }, undefined],
    [{ ...plain, key: "/", ctrlKey: true }, undefined],
    [{ ...plain, key: "k", ctrlKey: true, altKey: true }, undefined],
  ])("%o opens %s", (pressed, box) => {
    expect(opens(pressed, false)).toBe(box)
  })

  it("that is part of a text opens nothing, but Ctrl-K does", () => {
    expect(opens({ ...plain, key: "/" }, true)).toBeUndefined()
    expect(opens({ ...plain, key: "?" }, true)).toBeUndefined()
    expect(opens({ ...plain, key: "k", ctrlKey: true }, true)).toBe("search")
  })
})
