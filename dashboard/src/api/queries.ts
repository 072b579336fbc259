/** What the pages ask: one query for each route of the API. A panel uses one of them. */

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query"

import { ApiFailure, type Parameters, get } from "./client.ts"
import { tokenOf } from "./session.ts"
import type {
  BestCustomerRow,
  BestSellersAnswer,
  CustomerAnswer,
  CustomerOrdersAnswer,
  CustomerRow,
  OrderAnswer,
  OrderRow,
  OverviewAnswer,
  Page,
  ProductAnswer,
  ProductOrderRow,
  ProductRow,
  ReadMeta,
  SalesAnswer,
  SearchAnswer,
  SegmentCounts,
  StatisticsAnswer,
  StatusAnswer,
} from "./types.ts"

export const PAGE = 25

/** A page of a list with whole rows: the dashboard never asks for some fields only. */
export interface Listed<Row> {
  data: Required<Row>[]
  page: Page
  meta: ReadMeta
}

export interface ListedCustomers extends Listed<CustomerRow> {
  segments: SegmentCounts
}

function asked<Answer>(path: string, parameters: Parameters = {}) {
  return queryOptions({
    queryKey: [path, parameters],
    queryFn: ({ signal }) => get<Answer>(path, parameters, tokenOf(), signal),
    placeholderData: keepPreviousData,
  })
}

function listed<Answer extends Listed<object>>(path: string, parameters: Parameters) {
  return infiniteQueryOptions({
    queryKey: [path, "list", parameters],
    queryFn: ({ signal, pageParam }) =>
      get<Answer>(path, { limit: PAGE, ...parameters, cursor: pageParam }, tokenOf(), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Answer) => last.page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}

const id = encodeURIComponent

export const queries = {
  status: () => asked<StatusAnswer>("/api/status"),
  overview: (parameters: Parameters) => asked<OverviewAnswer>("/api/reports/overview", parameters),
  sales: (parameters: Parameters) => asked<SalesAnswer>("/api/reports/sales", parameters),
  bestSellers: (parameters: Parameters) => asked<BestSellersAnswer>("/api/reports/products", parameters),
  bestCustomers: (parameters: Parameters) => asked<Listed<BestCustomerRow>>("/api/reports/customers", parameters),
  bestOfMonth: (parameters: Parameters) => listed<Listed<BestCustomerRow>>("/api/reports/customers", parameters),
  statistics: (parameters: Parameters) => asked<StatisticsAnswer>("/api/reports/statistics", parameters),
  search: (q: string) => asked<SearchAnswer>("/api/search", { q, limit: 5 }),
  customers: (parameters: Parameters) => listed<ListedCustomers>("/api/customers", parameters),
  customer: (contactID: string, explain = false) =>
    asked<CustomerAnswer>(`/api/customers/${id(contactID)}`, explain ? { explain } : {}),
  customerOrders: (contactID: string) =>
    listed<Listed<CustomerOrdersAnswer["data"][number]>>(`/api/customers/${id(contactID)}/orders`, {}),
  orders: (parameters: Parameters) => listed<Listed<OrderRow>>("/api/orders", parameters),
  order: (orderID: string) => asked<OrderAnswer>(`/api/orders/${id(orderID)}`),
  products: (parameters: Parameters) => listed<Listed<ProductRow>>("/api/products", parameters),
  product: (productCode: string, parameters: Parameters) =>
    asked<ProductAnswer>(`/api/products/${id(productCode)}`, parameters),
  productOrders: (productCode: string, parameters: Parameters) =>
    listed<Listed<ProductOrderRow>>(`/api/products/${id(productCode)}/orders`, parameters),
}

/** Whether asking the same again may help: the store was busy, or nothing answered. */
export function mayRetry(failures: number, error: Error): boolean {
  const passes = !(error instanceof ApiFailure) || error.status === 0 || error.status >= 500
  return passes && failures < 1
}
