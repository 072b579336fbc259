// Written by `npm run types` from docs/openapi.json: do not edit.

/** What a document adds to a customer; what is zero is left away. */
export interface AddedToCustomer {
  orderCount?: number
  creditCount?: number
  /** with its exact digits */
  totalSpend?: number
  spendByCurrency?: Record<string, number>
}

/** A category; null has the products without one. */
export interface BestCategory {
  category: string | null
  /** with its exact digits */
  units: number
  /** with its exact digits */
  revenue: number
  share: number | null
}

/** A customer with their rank in a month; the best is 1, and who has spent the same has the same rank. */
export interface BestCustomerRow {
  rank?: number
  contactID?: string
  name?: string | null
  email?: string | null
  company?: string | null
  segment?: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
  currency?: string
  orders?: number
  credits?: number
  /** with its exact digits */
  spend?: number
  averageOrderValue?: number | null
}

/** A page of the best customers of a month. */
export interface BestCustomersAnswer {
  data: Array<BestCustomerRow>
  meta: ReadMeta
  page: Page
  period: Span
}

/** A product at its place; the best is 1. */
export interface BestProduct {
  orders: number
  credits: number
  /** with its exact digits */
  units: number
  /** with its exact digits */
  revenue: number
  rank: number
  productCode: string
  name: string | null
  category: string | null
  share: number | null
}

/** The best products, and all categories, in one currency. */
export interface BestSellers {
  currency: string
  totals: BestTotals
  products: Array<BestProduct>
  categories: Array<BestCategory>
}

/** The best products and categories of a period. */
export interface BestSellersAnswer {
  data: Array<BestSellers>
  meta: ReadMeta
  period: Span
}

/** What all products have sold together. */
export interface BestTotals {
  products: number
  /** with its exact digits */
  units: number
  /** with its exact digits */
  revenue: number
}

/** The results of many orders, in the order sent. */
export interface BulkImportAnswer {
  data: Array<ImportResult>
  meta: Meta
  summary: ImportSummary
}

/** An order that was corrected. */
export interface Corrected {
  orderID: string
  contactID: string | null
  status: "replaced" | "deleted" | "purged" | "unchanged"
  contactCreated: boolean
}

/** A corrected order. */
export interface CorrectionAnswer {
  data: Corrected
  meta: Meta
}

/** A customer with their newest documents, months and products. */
export interface Customer {
  contactID: string
  name: string | null
  email: string | null
  company: string | null
  phone: string | null
  orderCount: number
  creditCount: number
  /** with its exact digits */
  totalSpend: number
  averageOrderValue: number | null
  spendByCurrency: Record<string, number>
  firstOrderDate: string | null
  lastOrderDate: string | null
  lastOrderReference: string | null
  lastOrderDaysAgo: number | null
  segment: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
  segmentValidUntil: string | null
  purchaseFrequency: string | null
  lastUpdated: string
  recentOrders: Array<DocumentRow>
  months: Array<CustomerMonth>
  topProducts: Array<CustomerProduct>
}

/** One customer, and how their figures come about, where that is asked for. */
export interface CustomerAnswer {
  data: Customer
  meta: ReadMeta
  explain?: CustomerExplanation
}

/** An order or credit, and what it adds to the customer. */
export interface CustomerDocument {
  orderID: string
  orderReference: string
  type: "order" | "credit"
  status: string
  counts: boolean
  createdAt: string
  /** with its exact digits */
  total: number
  currency: string
  /** with its exact digits */
  itemsSold: number
  because: string | null
  adds: AddedToCustomer
}

/** How a customer's figures come about. */
export interface CustomerExplanation {
  uncountedStatuses: UncountedStatuses
  shown: number
  /** where the list of documents goes on; null where all are shown */
  rest: string | null
  figures: Array<ExplainedFigure>
  segment: ExplainedSegment
  purchaseFrequency: ExplainedFrequency
  documents: Array<CustomerDocument>
  inAll: number
}

/** A customer, and what follows from their orders and credits. */
export interface CustomerFigures {
  contactID: string
  name: string | null
  email: string | null
  company: string | null
  phone: string | null
  orderCount: number
  creditCount: number
  /** with its exact digits */
  totalSpend: number
  averageOrderValue: number | null
  spendByCurrency: Record<string, number>
  firstOrderDate: string | null
  lastOrderDate: string | null
  lastOrderReference: string | null
  lastOrderDaysAgo: number | null
  segment: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
  segmentValidUntil: string | null
  purchaseFrequency: string | null
  lastUpdated: string
}

/** What a customer has spent in a month, in one currency. */
export interface CustomerMonth {
  month: string
  currency: string
  /** with its exact digits */
  spend: number
  orderCount: number
  creditCount: number
}

/** A page of a customer's orders and credits. */
export interface CustomerOrdersAnswer {
  data: Array<DocumentRow>
  meta: ReadMeta
  page: Page
}

/** What a customer has bought of a product, in the main currency. */
export interface CustomerProduct {
  orders: number
  credits: number
  /** with its exact digits */
  units: number
  /** with its exact digits */
  revenue: number
  productCode: string
  name: string | null
}

/** A customer of a list. */
export interface CustomerRow {
  contactID?: string
  name?: string | null
  email?: string | null
  company?: string | null
  phone?: string | null
  orderCount?: number
  creditCount?: number
  /** with its exact digits */
  totalSpend?: number
  averageOrderValue?: number | null
  spendByCurrency?: Record<string, number>
  firstOrderDate?: string | null
  lastOrderDate?: string | null
  lastOrderReference?: string | null
  lastOrderDaysAgo?: number | null
  segment?: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
  segmentValidUntil?: string | null
  purchaseFrequency?: string | null
  lastUpdated?: string
}

/** A page of customers. */
export interface CustomersAnswer {
  data: Array<CustomerRow>
  meta: ReadMeta
  page: Page
  segments: SegmentCounts
}

/** This document. */
export interface Description {
}

/** An order or credit of a customer. */
export interface DocumentRow {
  orderID?: string
  orderReference?: string
  type?: "order" | "credit"
  status?: string
  counts?: boolean
  createdAt?: string
  /** with its exact digits */
  total?: number
  currency?: string
  /** with its exact digits */
  itemsSold?: number
}

/** A figure, its formula, and the values that were put in. */
export interface ExplainedFigure {
  figure: string
  value: unknown
  definition: string
  formula: string
  values: Record<string, unknown>
}

/** The average time between orders. */
export interface ExplainedFrequency {
  value: string | null
  formula: string
  elapsedDays: number | null
  intervals: number
  averageDays: number | null
  band: FrequencyBand | null
}

/** A figure in one currency. */
export interface ExplainedSalesFigure {
  figure: string
  value: unknown
  definition: string
  formula: string
  values: Record<string, unknown>
  currency: string
}

/** The rules in their order, to the first that holds. */
export interface ExplainedSegment {
  value: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
  validUntil: string | null
  rules: Array<SegmentRule>
  values: SegmentValues
}

/** A field, and what is wrong with it. */
export interface FieldFault {
  field: string
  reason: string
}

/** By what part each figure has changed; null where there was nothing before. */
export interface FigureChanges {
  grossSales: number | null
  discounts: number | null
  returns: number | null
  taxes: number | null
  shipping: number | null
  orders: number | null
  credits: number | null
  itemsSold: number | null
  newCustomers: number | null
  taxIncludedDocuments: number | null
  netSales: number | null
  totalSales: number | null
  averageOrderValue: number | null
  returningOrders: number | null
  returningRate: number | null
}

/** The figures of some days, in one currency. */
export interface Figures {
  /** with its exact digits */
  grossSales: number
  /** with its exact digits */
  discounts: number
  /** with its exact digits */
  returns: number
  /** with its exact digits */
  taxes: number
  /** with its exact digits */
  shipping: number
  orders: number
  credits: number
  /** with its exact digits */
  itemsSold: number
  newCustomers: number
  taxIncludedDocuments: number
  /** with its exact digits */
  netSales: number
  /** with its exact digits */
  totalSales: number
  averageOrderValue: number | null
  returningOrders: number
  returningRate: number | null
}

/** What was found, the best first. */
export interface Found {
  customers: Array<FoundCustomer>
  orders: Array<OrderRow>
  products: Array<FoundProduct>
}

/** A customer that was found. */
export interface FoundCustomer {
  name: string | null
  email: string | null
  company: string | null
  phone: string | null
  contactID: string
}

/** A product that was found. */
export interface FoundProduct {
  productCode: string
  name: string | null
  category: string | null
}

/** The days between orders for which a frequency stands. */
export interface FrequencyBand {
  least: number
  below: number | null
}

/** How fresh an answer is. */
export interface FreshMeta {
  responseTime: string
  asOf: string | null
  lagSeconds: number | null
  timezone: string
  currency: string
}

/** An imported order. */
export interface ImportAnswer {
  data: Imported
  meta: Meta
}

/** What became of one order of many: `httpStatus` is what a single import would have answered. */
export interface ImportResult {
  index: number
  orderID: string | null
  contactID: string | null
  status: "created" | "unchanged" | "conflict" | "invalid" | "unavailable"
  contactCreated: boolean
  editedSince: boolean
  httpStatus: number
  message: string
  errors: Array<FieldFault>
}

/** How many orders there were, and what became of them. */
export interface ImportSummary {
  orders: number
  created: number
  unchanged: number
  conflict: number
  invalid: number
  unavailable: number
}

/** An order that is stored. */
export interface Imported {
  orderID: string
  contactID: string | null
  status: "created" | "unchanged"
  contactCreated: boolean
  editedSince: boolean
}

/** The figures of an interval. */
export interface IntervalFigures {
  from: string
  to: string
  /** with its exact digits */
  grossSales: number
  /** with its exact digits */
  discounts: number
  /** with its exact digits */
  returns: number
  /** with its exact digits */
  taxes: number
  /** with its exact digits */
  shipping: number
  orders: number
  credits: number
  /** with its exact digits */
  itemsSold: number
  newCustomers: number
  taxIncludedDocuments: number
  /** with its exact digits */
  netSales: number
  /** with its exact digits */
  totalSales: number
  averageOrderValue: number | null
  returningOrders: number
  returningRate: number | null
}

/** How an answer came about. */
export interface Meta {
  responseTime: string
}

/** The orders of a month in all currencies, and those of new and returning customers. */
export interface MonthOfOrders {
  month: string
  orders: number
  newCustomers: number
  returningOrders: number
  returningRate: number | null
}

/** What the last night of upkeep did, and since when everything was looked at. */
export interface Night {
  at: string
  /** with its exact digits */
  seconds: number
  complete: boolean
  verifiedCustomers: number
  skippedCustomers: number
  sweptOrders: number
  repairedOrders: number
  differences: number
  customersSince: string | null
  ordersSince: string | null
}

/** An order as it stands; almost all is null where nothing of it can be read, and `notes` says why. */
export interface Order {
  orderID: string
  orderReference: string | null
  type: "order" | "credit" | null
  /** the orderID that a credit takes back */
  creditFor: unknown
  /** the orderIDs of its credits */
  creditedBy: unknown
  status: string | null
  counts: boolean
  contactID: string | null
  createdAt: string | null
  customer: OrderCustomer | null
  currency: string | null
  lines: Array<OrderLine>
  totals: OrderTotals | null
  notes: Array<string>
  /** fields that are kept, never interpreted */
  other: Record<string, unknown>
}

/** One order. */
export interface OrderAnswer {
  data: Order
  meta: ReadMeta
}

/** The customer as the order names them. */
export interface OrderCustomer {
  name: string | null
  email: string | null
  company: string | null
  phone: string | null
}

/** An order or credit as a shop sends it; other fields are kept, never interpreted. */
export interface OrderDocument {
  /** without it, a negative total makes a credit */
  type?: "order" | "credit" | null
  /** the orderID that a credit takes back */
  creditFor?: string | number | null
  lines?: Array<SentLine> | null
  totals?: SentTotals | null
  /** this or orderReference is required */
  orderID?: string | number | null
  orderReference?: string | number | null
  clientID?: string | null
  contactID?: string | number | null
  customer?: SentCustomer | null
  createdAt: string
  currency?: string | null
  status?: string | null
}

/** A line of an order. */
export interface OrderLine {
  productCode: string
  name: string | null
  category: string | null
  /** with its exact digits */
  quantity: number
  unitPrice: number | null
  /** with its exact digits */
  lineTotal: number
}

/** An order or credit of the shop. */
export interface OrderRow {
  orderID?: string
  orderReference?: string
  type?: "order" | "credit"
  status?: string
  counts?: boolean
  createdAt?: string
  /** with its exact digits */
  total?: number
  currency?: string
  /** with its exact digits */
  itemsSold?: number
  contactID?: string | null
  customerName?: string | null
  customerEmail?: string | null
}

/** The totals of an order. */
export interface OrderTotals {
  /** with its exact digits */
  subtotal: number
  /** with its exact digits */
  discount: number
  /** with its exact digits */
  tax: number
  /** with its exact digits */
  shipping: number
  /** with its exact digits */
  total: number
  taxIncluded: boolean
}

/** What an order is worth in one currency: percentiles, null without an order. */
export interface OrderValues {
  currency: string
  orders: number
  /** with its exact digits */
  relativeError: number
  p10: number | null
  p25: number | null
  p50: number | null
  p75: number | null
  p90: number | null
  p95: number | null
  p99: number | null
}

/** A page of orders and credits. */
export interface OrdersAnswer {
  data: Array<OrderRow>
  meta: ReadMeta
  page: Page
}

/** The figures of a period beside those of the one before, in one currency. */
export interface Overview {
  currency: string
  figures: Figures
  previous: IntervalFigures | null
  change: FigureChanges | null
}

/** The overview of a period. */
export interface OverviewAnswer {
  data: Array<Overview>
  meta: SalesMeta
  period: Span
  explain?: SalesExplanation
}

/** The slice of a list; `nextCursor` leads to the next one. */
export interface Page {
  limit: number
  nextCursor: string | null
  /** only where the search for a filter was cut */
  note?: string
}

/** What went wrong, as RFC 9457 has it; `message` is the detail again. */
export interface Problem {
  type: "about:blank"
  title: string
  status: number
  detail: string
  message: string
  errors: Array<FieldFault>
}

/** A product and its trend. */
export interface Product {
  productCode: string
  name: string | null
  category: string | null
  orders: number
  credits: number
  /** with its exact digits */
  units: number
  /** with its exact digits */
  revenue: number
  revenueByCurrency: Record<string, number>
  lastSold: string | null
  trend: Array<ProductTrend>
}

/** One product. */
export interface ProductAnswer {
  data: Product
  meta: ReadMeta
}

/** What was sold in an interval. */
export interface ProductInterval {
  from: string
  to: string
  orders: number
  credits: number
  /** with its exact digits */
  units: number
  /** with its exact digits */
  revenue: number
}

/** An order or credit, and what it has of the product. */
export interface ProductOrderRow {
  orderID?: string
  orderReference?: string
  type?: "order" | "credit"
  status?: string
  counts?: boolean
  createdAt?: string
  /** with its exact digits */
  total?: number
  currency?: string
  /** with its exact digits */
  itemsSold?: number
  contactID?: string | null
  customerName?: string | null
  customerEmail?: string | null
  /** with its exact digits */
  units?: number
  /** with its exact digits */
  revenue?: number
}

/** A page of the orders and credits that name a product. */
export interface ProductOrdersAnswer {
  data: Array<ProductOrderRow>
  meta: ReadMeta
  page: Page
}

/** A product of a list. */
export interface ProductRow {
  productCode?: string
  name?: string | null
  category?: string | null
  orders?: number
  credits?: number
  /** with its exact digits */
  units?: number
  /** with its exact digits */
  revenue?: number
  revenueByCurrency?: Record<string, number>
  lastSold?: string | null
}

/** What was sold in each interval, in one currency. */
export interface ProductTrend {
  currency: string
  intervals: Array<ProductInterval>
}

/** A page of products. */
export interface ProductsAnswer {
  data: Array<ProductRow>
  meta: ReadMeta
  page: Page
}

/** Where an answer came from, and how fresh it is. */
export interface ReadMeta {
  responseTime: string
  asOf: string | null
  lagSeconds: number | null
  timezone: string
  currency: string
  cacheHit: boolean
  source: "view" | "recount" | "orders"
  /** only of a report that the result cache keeps */
  result?: "cached" | "computed"
}

/**
 * The result cache of the process that answers: since its start, and only its own.
 *
 * A hit is a result that needed no work. `bytes` were taken from the cache and put into it.
 */
export interface ResultCache {
  backend: "off" | "memory" | "dynamodb" | "redis"
  hits: number
  misses: number
  bytes: number
  errors: number
  tooLarge: number
}

/** Sales in one currency; the totals are the sums of the intervals. */
export interface Sales {
  currency: string
  totals: Figures
  intervals: Array<IntervalFigures>
}

/** Sales by interval. */
export interface SalesAnswer {
  data: Array<Sales>
  meta: SalesMeta
  period: Span
  explain?: SalesExplanation
}

/** An order or credit, and what it adds to the figures of its day. */
export interface SalesDocument {
  orderID: string
  orderReference: string
  type: "order" | "credit"
  status: string
  counts: boolean
  createdAt: string
  /** with its exact digits */
  total: number
  currency: string
  /** with its exact digits */
  itemsSold: number
  because: string | null
  day: string
  contactID: string | null
  isFirstOrder: boolean | null
  /** with its exact digits */
  subtotal: number
  /** with its exact digits */
  discount: number
  /** with its exact digits */
  tax: number
  taxIncluded: boolean
  /** with its exact digits */
  shipping: number
  adds: Record<string, number>
}

/** How the figures of a report come about. */
export interface SalesExplanation {
  uncountedStatuses: UncountedStatuses
  shown: number
  /** where the list of documents goes on; null where all are shown */
  rest: string | null
  figures: Array<ExplainedSalesFigure>
  documents: Array<SalesDocument>
}

/** Where a report came from, and whether its prices have the tax in them. */
export interface SalesMeta {
  responseTime: string
  asOf: string | null
  lagSeconds: number | null
  timezone: string
  currency: string
  cacheHit: boolean
  source: "view" | "recount" | "orders"
  /** only of a report that the result cache keeps */
  result?: "cached" | "computed"
  /** whether some of its documents have the tax in their prices */
  taxIncluded: boolean
}

/** What a text finds. */
export interface SearchAnswer {
  data: Found
  meta: ReadMeta
  /** only where more begins with the text than was read */
  note?: string
}

/** How many customers are in each segment today. */
export interface SegmentCounts {
  Active: number
  VIP: number
  New: number
  Dormant: number
  Prospect: number
}

/** A rule of the segments, and whether it holds. */
export interface SegmentRule {
  segment: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
  rule: string
  holds: boolean
}

/** What the rules of the segments look at. */
export interface SegmentValues {
  orderCount: number
  /** with its exact digits */
  totalSpend: number
  lastOrderDaysAgo: number | null
}

/** Who ordered. */
export interface SentCustomer {
  name?: string | null
  email?: string | null
  company?: string | null
  phone?: string | null
}

/** One line of an order. */
export interface SentLine {
  productCode: string | number
  name?: string | null
  category?: string | null
  quantity?: number | string | null
  unitPrice?: number | string | null
  /** quantity × unitPrice − discount if absent */
  lineTotal?: number | string | null
  /** its size counts */
  discount?: number | string | null
}

/** An order's figures; missing ones are computed. */
export interface SentTotals {
  subtotal?: number | string | null
  /** its size counts */
  discount?: number | string | null
  tax?: number | string | null
  shipping?: number | string | null
  /** subtotal − discount + tax (unless included) + shipping, within 0.01 */
  total?: number | string | null
  taxIncluded?: boolean | null
}

/** A range of sales days, both inclusive. */
export interface Span {
  from: string
  to: string
}

/** How the orders of some months are spread; segments and the best customers are those of today. */
export interface Statistics {
  months: Array<MonthOfOrders>
  returningRate: number | null
  weekdayHours: Array<WeekdayHour>
  orderValues: Array<OrderValues>
  segments: SegmentCounts
  topCustomers: Array<CustomerFigures>
}

/** The statistics of some months. */
export interface StatisticsAnswer {
  data: Statistics
  meta: ReadMeta
  period: Span
}

/** How the views are. */
export interface Status {
  complete: boolean
  generation: string | null
  reads: "views" | "recount"
  building: boolean
  projectionVersion: number
  asOf: string | null
  lagSeconds: number | null
  parked: number | null
  dataQuality: number | null
  lastVerified: Verified | null
  nightly: Night | null
  resultCache: ResultCache
}

/** How the views are, and how fresh. */
export interface StatusAnswer {
  data: Status
  meta: FreshMeta
}

/** The statuses that do not count, by type. */
export interface UncountedStatuses {
  order: Array<string>
  credit: Array<string>
}

/** When the views were last compared with the orders, and how many rows differed. */
export interface Verified {
  at: string
  differences: number
}

/** The orders of an hour of the week; weekday 1 is Monday. */
export interface WeekdayHour {
  weekday: number
  hour: number
  orders: number
}

/** What each path that is read takes and answers. */
export interface Paths {
  /** List customers. */
  "/api/customers": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
      /** page.nextCursor of the page before */
      cursor?: string
      /** the fields to answer with, separated by commas */
      fields?: string
      sort?: "totalSpend" | "-totalSpend" | "orderCount" | "-orderCount" | "lastOrderDate" | "-lastOrderDate" | "name" | "-name"
      segment?: "Active" | "VIP" | "New" | "Dormant" | "Prospect"
      minSpend?: number
      maxSpend?: number
      minOrders?: number
      maxOrders?: number
      lastOrderFrom?: string
      lastOrderTo?: string
      /** words, or beginnings of words, of name, e-mail, company and phone; the best match first, no sort */
      search?: string
    }
    answer: CustomersAnswer
  }
  /** Show one customer. */
  "/api/customers/{contactID}": {
    path: {
      contactID: string
    }
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** true tells how the figures come about, beside the data; not as CSV */
      explain?: boolean
    }
    answer: CustomerAnswer
  }
  /** List a customer's orders and credits. */
  "/api/customers/{contactID}/orders": {
    path: {
      contactID: string
    }
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
      /** page.nextCursor of the page before */
      cursor?: string
      /** the fields to answer with, separated by commas */
      fields?: string
    }
    answer: CustomerOrdersAnswer
  }
  /** List orders and credits. */
  "/api/orders": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
      /** page.nextCursor of the page before */
      cursor?: string
      /** the fields to answer with, separated by commas */
      fields?: string
      sort?: "createdAt" | "-createdAt"
      from?: string
      to?: string
      status?: string
      type?: "order" | "credit"
      contact?: string
      reference?: string
      product?: string
    }
    answer: OrdersAnswer
  }
  /** Show one order. */
  "/api/orders/{orderID}": {
    path: {
      orderID: string
    }
    query: Record<string, never>
    answer: OrderAnswer
  }
  /** List products. */
  "/api/products": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
      /** page.nextCursor of the page before */
      cursor?: string
      /** the fields to answer with, separated by commas */
      fields?: string
      sort?: "revenue" | "-revenue" | "units" | "-units" | "orders" | "-orders" | "lastSold" | "-lastSold"
      category?: string
    }
    answer: ProductsAnswer
  }
  /** Show one product and its trend. */
  "/api/products/{productCode}": {
    path: {
      productCode: string
    }
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      from?: string
      to?: string
      interval?: "day" | "month"
    }
    answer: ProductAnswer
  }
  /** List the orders and credits that name a product. */
  "/api/products/{productCode}/orders": {
    path: {
      productCode: string
    }
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
      /** page.nextCursor of the page before */
      cursor?: string
      /** the fields to answer with, separated by commas */
      fields?: string
      sort?: "createdAt" | "-createdAt"
      from?: string
      to?: string
      type?: "order" | "credit"
    }
    answer: ProductOrdersAnswer
  }
  /** Report the best customers of a month. */
  "/api/reports/customers": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
      /** page.nextCursor of the page before */
      cursor?: string
      /** the fields to answer with, separated by commas */
      fields?: string
      /** default: the current one, by the shop's clocks */
      month?: string
      currency?: string
    }
    answer: BestCustomersAnswer
  }
  /** Report the figures of a period beside those of the one before. */
  "/api/reports/overview": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      from?: string
      to?: string
      /** true tells how the figures come about, beside the data; not as CSV */
      explain?: boolean
      compare?: "previous" | "year" | "none"
    }
    answer: OverviewAnswer
  }
  /** Report the best products and categories of a period. */
  "/api/reports/products": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      from?: string
      to?: string
      sort?: "revenue" | "units" | "orders"
      /** at most 100, as CSV at most 5,000 */
      limit?: number
    }
    answer: BestSellersAnswer
  }
  /** Report sales by interval. */
  "/api/reports/sales": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      from?: string
      to?: string
      /** true tells how the figures come about, beside the data; not as CSV */
      explain?: boolean
      interval?: "day" | "week" | "month" | "quarter" | "year"
    }
    answer: SalesAnswer
  }
  /** Report how the orders of some months are spread. */
  "/api/reports/statistics": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** wins over the header Accept */
      format?: "json" | "csv"
      from?: string
      to?: string
      /** the table that a CSV has; JSON has all of them */
      table?: "months" | "weekdayHours" | "orderValues"
    }
    answer: StatisticsAnswer
  }
  /** Find customers, orders and products by words. */
  "/api/search": {
    path: Record<string, never>
    query: {
      /** false asks for the recount; needs the scope operations */
      cache?: boolean
      /** words, or beginnings of words, all of which must be found */
      q: string
      limit?: number
    }
    answer: SearchAnswer
  }
  /** Show how the views are. */
  "/api/status": {
    path: Record<string, never>
    query: Record<string, never>
    answer: StatusAnswer
  }
  /** Describe this API. */
  "/openapi.json": {
    path: Record<string, never>
    query: Record<string, never>
    answer: Description
  }
}
