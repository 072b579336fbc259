/** The pages and their addresses. Everything that a page shows is in its address. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent as lazy, redirect } from "@tanstack/react-router"

import { Broken } from "./pages/Broken.tsx"
import { Missing } from "./pages/Missing.tsx"
import { Shell } from "./shell/Shell.tsx"
import { reportsSearch } from "./url/reports.ts"
import { customerSearch, customersSearch, ordersSearch, productSearch, productsSearch } from "./url/searches.ts"

// The code of a page comes when it is opened, or about to be.
const Customer = lazy(() => import("./pages/Customer.tsx"), "Customer")
const Customers = lazy(() => import("./pages/Customers.tsx"), "Customers")
const Order = lazy(() => import("./pages/Order.tsx"), "Order")
const Orders = lazy(() => import("./pages/Orders.tsx"), "Orders")
const Product = lazy(() => import("./pages/Product.tsx"), "Product")
const Products = lazy(() => import("./pages/Products.tsx"), "Products")
const Reports = lazy(() => import("./pages/Reports.tsx"), "Reports")

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
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
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
