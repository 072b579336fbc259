/** The pages and their addresses. Everything that a page shows is in its address. */

import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router"

import { Customer } from "./pages/Customer.tsx"
import { Customers } from "./pages/Customers.tsx"
import { Missing } from "./pages/Missing.tsx"
import { Order } from "./pages/Order.tsx"
import { Orders } from "./pages/Orders.tsx"
import { Product } from "./pages/Product.tsx"
import { Products } from "./pages/Products.tsx"
import { Reports } from "./pages/Reports.tsx"
import { Shell } from "./shell/Shell.tsx"
import { reportsSearch } from "./url/reports.ts"
import { customerSearch, customersSearch, ordersSearch, productSearch, productsSearch } from "./url/searches.ts"

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/reports" })
    },
  }),
  createRoute({ getParentRoute: () => root, path: "/reports", component: Reports, validateSearch: reportsSearch }),
  createRoute({ getParentRoute: () => root, path: "/orders", component: Orders, validateSearch: ordersSearch }),
  createRoute({ getParentRoute: () => root, path: "/orders/$orderID", component: Order }),
  createRoute({ getParentRoute: () => root, path: "/customers", component: Customers, validateSearch: customersSearch }),
  createRoute({ getParentRoute: () => root, path: "/customers/$contactID", component: Customer, validateSearch: customerSearch }),
  createRoute({ getParentRoute: () => root, path: "/products", component: Products, validateSearch: productsSearch }),
  createRoute({ getParentRoute: () => root, path: "/products/$productCode", component: Product, validateSearch: productSearch }),
] as const

export const router = createRouter({
  routeTree: root.addChildren(routes),
  scrollRestoration: true,
  defaultPreload: false,
  // Another customer, order or product is another page: nothing of the one before may be shown under its name.
  defaultRemountDeps: ({ params }) => params,
})

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** A dialog was opened here, so the way to close it is back. */
    opened?: boolean
  }
}
