import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useRouterState } from "@tanstack/react-router"
import { useEffect } from "react"

import { ApiFailure } from "../api/client.ts"
import { queries } from "../api/queries.ts"
import { signOut, useToken } from "../api/session.ts"
import { ErrorNote } from "../parts/ErrorNote.tsx"
import { Freshness } from "./Freshness.tsx"
import { ShopContext } from "./shop.ts"
import { SignIn } from "./SignIn.tsx"

export const PAGES = { "/reports": "Reports", "/orders": "Orders", "/customers": "Customers", "/products": "Products" } as const

/** The frame of every page; without a valid token it is the sign-in. */
export function Shell() {
  const token = useToken()
  return token ? <SignedIn key={token} /> : <SignIn />
}

function SignedIn() {
  const status = useQuery({ ...queries.status(), refetchInterval: 15_000 })
  if (status.error instanceof ApiFailure && status.error.status === 401) {
    return <SignIn refused="This token is not known, or was revoked." />
  }
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header>{status.data && <Freshness status={status.data} />}</Header>
      <main id="main" tabIndex={-1}>
        {status.data ? (
          <ShopContext value={{ zone: status.data.meta.timezone, currency: status.data.meta.currency }}>
            <Outlet />
          </ShopContext>
        ) : (
          status.error && <ErrorNote error={status.error} onRetry={() => void status.refetch()} />
        )}
      </main>
    </>
  )
}

function Header({ children }: { children: React.ReactNode }) {
  const client = useQueryClient()
  useTitle()
  return (
    <header className="shell">
      <Link to="/reports" className="brand">
        WebOrders
      </Link>
      <nav aria-label="Pages">
        {Object.entries(PAGES).map(([path, name]) => (
          <Link key={path} to={path} activeOptions={{ includeSearch: false }}>
            {name}
          </Link>
        ))}
      </nav>
      <div className="shell-end">
        {children}
        <button
          type="button"
          className="quiet"
          onClick={() => {
            client.clear()
            signOut()
          }}
        >
          Sign out
        </button>
      </div>
    </header>
  )
}

function useTitle(): void {
  const path = useRouterState({ select: (state) => state.location.pathname })
  useEffect(() => {
    const page = Object.entries(PAGES).find(([start]) => path.startsWith(start))?.[1]
    document.title = page ? `${page} · WebOrders` : "WebOrders"
  }, [path])
}
