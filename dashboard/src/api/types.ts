// Made from docs/openapi.json; do not edit.

/** What a document adds to a customer; what is zero is left away. */
export interface AddedToCustomer {
  orderCount?: number
  creditCount?: number
  totalSpend?: number
  spendByCurrency?: Record<string, number>
}

/** A category; null has the products without one. */
export interface BestCategory {
  category: string | null
  units: number
  revenue: number
  share: number | null
}

/** A product at its place; the best is 1. */
export interface BestProduct {
  orders: number
  credits: number
  units: number
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
  products: BestProduct[]
  categories: BestCategory[]
}

/** The best products and categories of a period. */
export interface BestSellersAnswer {
  data: BestSellers[]
  meta: ReadMeta
  period: Span
}

/** What all products have sold together. */
export interface BestTotals {
  products: number
  units: number
  revenue: number
}

/** The results of many orders, in the order sent. */
export interface BulkImportAnswer {
  data: ImportResult[]
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
  recentOrders: DocumentRow[]
  months: CustomerMonth[]
  topProducts: CustomerProduct[]
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
  total: number
  currency: string
  itemsSold: number
  because: string | null
  adds: AddedToCustomer
}

/** How a customer's figures come about. */
export interface CustomerExplanation {
  uncountedStatuses: UncountedStatuses
  shown: number
  rest: string | null
  figures: ExplainedFigure[]
  segment: ExplainedSegment
  purchaseFrequency: ExplainedFrequency
  documents: CustomerDocument[]
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
  spend: number
  orderCount: number
  creditCount: number
}

/** A page of a customer's orders and credits. */
export interface CustomerOrdersAnswer {
  data: DocumentRow[]
  meta: ReadMeta
  page: Page
}

/** What a customer has bought of a product, in the main currency. */
export interface CustomerProduct {
  orders: number
  credits: number
  units: number
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
  data: CustomerRow[]
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
  total?: number
  currency?: string
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
  rules: SegmentRule[]
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
  grossSales: number
  discounts: number
  returns: number
  taxes: number
  shipping: number
  orders: number
  credits: number
  itemsSold: number
  newCustomers: number
  taxIncludedDocuments: number
  netSales: number
  totalSales: number
  averageOrderValue: number | null
  returningOrders: number
  returningRate: number | null
}

/** What was found, the best first. */
export interface Found {
  customers: FoundCustomer[]
  orders: OrderRow[]
  products: FoundProduct[]
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
  errors: FieldFault[]
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
  grossSales: number
  discounts: number
  returns: number
  taxes: number
  shipping: number
  orders: number
  credits: number
  itemsSold: number
  newCustomers: number
  taxIncludedDocuments: number
  netSales: number
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
  creditFor: unknown
  creditedBy: unknown
  status: string | null
  counts: boolean
  contactID: string | null
  createdAt: string | null
  customer: OrderCustomer | null
  currency: string | null
  lines: OrderLine[]
  totals: OrderTotals | null
  notes: string[]
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
  type?: "order" | "credit" | null
  creditFor?: string | number | null
  lines?: SentLine[] | null
  totals?: SentTotals | null
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
  quantity: number
  unitPrice: number | null
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
  total?: number
  currency?: string
  itemsSold?: number
  contactID?: string | null
  customerName?: string | null
  customerEmail?: string | null
}

/** The totals of an order. */
export interface OrderTotals {
  subtotal: number
  discount: number
  tax: number
  shipping: number
  total: number
  taxIncluded: boolean
}

/** What an order is worth in one currency: percentiles, null without an order. */
export interface OrderValues {
  currency: string
  orders: number
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
  data: OrderRow[]
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
  data: Overview[]
  meta: SalesMeta
  period: Span
  explain?: SalesExplanation
}

/** The slice of a list; `nextCursor` leads to the next one. */
export interface Page {
  limit: number
  nextCursor: string | null
  note?: string
}

/** What went wrong, as RFC 9457 has it; `message` is the detail again. */
export interface Problem {
  type: "about:blank"
  title: string
  status: number
  detail: string
  message: string
  errors: FieldFault[]
}

/** A product and its trend. */
export interface Product {
  productCode: string
  name: string | null
  category: string | null
  orders: number
  credits: number
  units: number
  revenue: number
  revenueByCurrency: Record<string, number>
  lastSold: string | null
  trend: ProductTrend[]
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
  units: number
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
  total?: number
  currency?: string
  itemsSold?: number
  contactID?: string | null
  customerName?: string | null
  customerEmail?: string | null
  units?: number
  revenue?: number
}

/** A page of the orders and credits that name a product. */
export interface ProductOrdersAnswer {
  data: ProductOrderRow[]
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
  units?: number
  revenue?: number
  revenueByCurrency?: Record<string, number>
  lastSold?: string | null
}

/** What was sold in each interval, in one currency. */
export interface ProductTrend {
  currency: string
  intervals: ProductInterval[]
}

/** A page of products. */
export interface ProductsAnswer {
  data: ProductRow[]
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
}

/** Sales in one currency; the totals are the sums of the intervals. */
export interface Sales {
  currency: string
  totals: Figures
  intervals: IntervalFigures[]
}

/** Sales by interval. */
export interface SalesAnswer {
  data: Sales[]
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
  total: number
  currency: string
  itemsSold: number
  because: string | null
  day: string
  contactID: string | null
  isFirstOrder: boolean | null
  subtotal: number
  discount: number
  tax: number
  taxIncluded: boolean
  shipping: number
  adds: Record<string, number>
}

/** How the figures of a report come about. */
export interface SalesExplanation {
  uncountedStatuses: UncountedStatuses
  shown: number
  rest: string | null
  figures: ExplainedSalesFigure[]
  documents: SalesDocument[]
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
  taxIncluded: boolean
}

/** What a text finds. */
export interface SearchAnswer {
  data: Found
  meta: ReadMeta
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
  lineTotal?: number | string | null
  discount?: number | string | null
}

/** An order's figures; missing ones are computed. */
export interface SentTotals {
  subtotal?: number | string | null
  discount?: number | string | null
  tax?: number | string | null
  shipping?: number | string | null
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
  months: MonthOfOrders[]
  returningRate: number | null
  weekdayHours: WeekdayHour[]
  orderValues: OrderValues[]
  segments: SegmentCounts
  topCustomers: CustomerFigures[]
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
}

/** How the views are, and how fresh. */
export interface StatusAnswer {
  data: Status
  meta: FreshMeta
}

/** The statuses that do not count, by type. */
export interface UncountedStatuses {
  order: string[]
  credit: string[]
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
