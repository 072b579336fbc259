/** The example answers of the API, which its own code has made: what the tests show the pages. No page imports it. */

import examples from "../../../chalicelib/web/examples.json"

import type { CustomerDocument, CustomerExplanation, CustomerMonth, Found, OrderRow, SalesDocument, SalesExplanation } from "./types.ts"

/** One of some, which must be there. */
function one<Each>(all: Each[], is: (each: Each) => boolean = () => true): Each {
  const found = all.find(is)
  if (found === undefined) throw new Error("the examples do not have that")
  return found
}

const customer = examples.one_customer.explained
const sales = examples.show_sales.explained

export const CUSTOMER_EXPLANATION = customer.explain as CustomerExplanation
/** Documents of a customer: an order, a credit, and an order that does not count. */
export const CUSTOMER_ORDER: CustomerDocument = one(CUSTOMER_EXPLANATION.documents, ({ type, counts }) => type === "order" && counts)
export const CUSTOMER_CREDIT: CustomerDocument = one(CUSTOMER_EXPLANATION.documents, ({ type }) => type === "credit")
export const CUSTOMER_CANCELLED: CustomerDocument = one(CUSTOMER_EXPLANATION.documents, ({ counts }) => !counts)
export const CUSTOMER_MONTH: CustomerMonth = one(customer.data.months)

export const SALES_EXPLANATION = sales.explain as SalesExplanation
export const SALES_DOCUMENTS: SalesDocument[] = SALES_EXPLANATION.documents

export const ORDER = one(examples.list_orders.page.data) as OrderRow
export const FOUND = examples.search_everything.plain.data as Found
