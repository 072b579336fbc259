import { expect, it } from "vitest"

import { titleOf } from "./title.ts"

it.each([
  ["/customers/c1", "李小龙", "李小龙 · Customers · WebOrders"],
  ["/customers", "Customers", "Customers · WebOrders"],
  ["/orders/7", null, "Orders · WebOrders"],
  ["/ordersheet", "No such page", "No such page · WebOrders"],
  ["", undefined, "WebOrders"],
])("the tab of %s with the heading %s is called %s", (path, heading, title) => {
  expect(titleOf(path, heading)).toBe(title)
})
