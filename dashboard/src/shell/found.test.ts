import { describe, expect, it } from "vitest"

import { FOUND, ORDER } from "../api/examples.ts"
import type { Found } from "../api/types.ts"
import { groupsOf } from "./found.ts"

const SHOP = { zone: "Australia/Sydney", currency: "AUD" }
const NOTHING: Found = { customers: [], orders: [], products: [] }

describe("what was found", () => {
  it("is in groups, without those that are empty", () => {
    const groups = groupsOf({ ...NOTHING, products: [{ productCode: "MUG", name: null, category: null }] }, SHOP)
    expect(groups.map(({ name }) => name)).toEqual(["Products"])
    expect(groupsOf(NOTHING, SHOP)).toEqual([])
  })

  it("names a customer by what is known of them", () => {
    const known = { ...FOUND.customers[0]!, contactID: "c1", email: "li@example.com", company: "茶行", phone: null }
    const [group] = groupsOf({ ...NOTHING, customers: [{ ...known, name: "李小龙" }, { ...known, name: null }] }, SHOP)
    expect(group?.hits.map(({ name, about }) => [name, ...about])).toEqual([
      ["李小龙", "茶行", "li@example.com"],
      ["茶行", "li@example.com", "c1"],
    ])
  })

  it("tells an order's customer, day in the shop, total and status", () => {
    const order = {
      ...ORDER, orderID: "7", orderReference: "#7", type: "credit" as const, createdAt: "2026-11-19T22:30:00Z",
      total: -62.3, status: "completed", customerName: null, customerEmail: null,
    }
    const [hit] = groupsOf({ ...NOTHING, orders: [order] }, SHOP)[0]?.hits ?? []
    expect(hit).toEqual({
      key: "order 7",
      name: "#7",
      about: ["Credit", "20 Nov 2026", "-$62.30", "completed"],
      target: { to: "/orders/$orderID", params: { orderID: "7" } },
    })
  })
})
