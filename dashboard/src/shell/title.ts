/** The pages, and what the tab is called while one of them is open. */

export const PAGES = { "/reports": "Reports", "/orders": "Orders", "/customers": "Customers", "/products": "Products" } as const

/** "Jo Demo · Customers · WebOrders": the heading, the page, the product. */
export function titleOf(path: string, heading: string | null | undefined): string {
  const page = Object.entries(PAGES).find(([start]) => path === start || path.startsWith(`${start}/`))?.[1]
  const parts = [heading?.trim(), page, "WebOrders"].filter(Boolean)
  return [...new Set(parts)].join(" · ")
}
