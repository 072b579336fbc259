/** What a search has found, as the groups and lines that the search box shows. */

import type { Found, FoundCustomer, FoundProduct, OrderRow } from "../api/types.ts"
import { shownDate } from "../format/days.ts"
import { money } from "../format/figures.ts"
import type { Shop } from "./shop.ts"

export type Target =
  | { to: "/customers/$contactID"; params: { contactID: string } }
  | { to: "/orders/$orderID"; params: { orderID: string } }
  | { to: "/products/$productCode"; params: { productCode: string } }

export interface Hit {
  key: string
  name: string
  /** What tells it from others of that name. */
  about: string[]
  target: Target
}

export interface Group {
  name: string
  hits: Hit[]
}

/** The kinds of which something was found, in their order. */
export function groupsOf({ customers, orders, products }: Found, shop: Shop): Group[] {
  const groups = [
    { name: "Customers", hits: customers.map(customerHit) },
    { name: "Orders", hits: orders.map((order) => orderHit(order as Required<OrderRow>, shop)) },
    { name: "Products", hits: products.map(productHit) },
  ]
  return groups.filter(({ hits }) => hits.length > 0)
}

function customerHit({ contactID, name, email, company, phone }: FoundCustomer): Hit {
  const names = said(name, company, email, phone, contactID)
  return {
    key: `customer ${contactID}`,
    name: names[0] ?? contactID,
    about: names.slice(1, 3),
    target: { to: "/customers/$contactID", params: { contactID } },
  }
}

function orderHit(order: Required<OrderRow>, { zone }: Shop): Hit {
  const kind = order.type === "credit" ? "Credit" : null
  return {
    key: `order ${order.orderID}`,
    name: order.orderReference,
    about: said(
      kind,
      order.customerName ?? order.customerEmail,
      shownDate(order.createdAt, zone),
      money(order.total, order.currency),
      order.status,
    ),
    target: { to: "/orders/$orderID", params: { orderID: order.orderID } },
  }
}

function productHit({ productCode, name, category }: FoundProduct): Hit {
  return {
    key: `product ${productCode}`,
    name: name ?? productCode,
    about: said(name ? productCode : null, category),
    target: { to: "/products/$productCode", params: { productCode } },
  }
}

function said(...texts: (string | null | undefined)[]): string[] {
  return texts.filter((text): text is string => Boolean(text?.trim()))
}
