import { useQuery } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { type ReactNode, useMemo, useRef, useState } from "react"

import { ApiFailure } from "../api/client.ts"
import { queries } from "../api/queries.ts"
import { useToken } from "../api/session.ts"
import type { StatusAnswer } from "../api/types.ts"
import { ErrorNote } from "../parts/ErrorNote.tsx"
import { Freshness } from "./Freshness.tsx"
import { useHeading } from "./heading.ts"
import { type Box, IS_MAC, useKeys } from "./keys.ts"
import { KeysHelp } from "./KeysHelp.tsx"
import { Menu } from "./Menu.tsx"
import { Search } from "./Search.tsx"
import { ShopContext } from "./shop.ts"
import { SignIn } from "./SignIn.tsx"
import { PAGES } from "./title.ts"

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
    <Frame freshness={status.data && <Freshness status={status.data} at={status.dataUpdatedAt} />} shop={status.data?.meta}>
      {status.data ? <Outlet /> : status.error && <ErrorNote error={status.error} onRetry={() => void status.refetch()} />}
    </Frame>
  )
}

interface FrameProps {
  freshness: ReactNode
  shop: StatusAnswer["meta"] | undefined
  children: ReactNode
}

function Frame({ freshness, shop: meta, children }: FrameProps) {
  const [box, setBox] = useState<Box | null>(null)
  const main = useRef<HTMLElement>(null)
  const { timezone: zone, currency } = meta ?? {}
  const shop = useMemo(() => (zone && currency ? { zone, currency } : null), [zone, currency])
  useKeys(setBox)
  useHeading(main)
  return (
    <ShopContext value={shop}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header onOpen={setBox}>{freshness}</Header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      {shop && box === "search" && <Search onClose={() => setBox(null)} />}
      {box === "keys" && <KeysHelp onClose={() => setBox(null)} />}
    </ShopContext>
  )
}

function Header({ onOpen, children }: { onOpen: (box: Box) => void; children: ReactNode }) {
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
      <button type="button" className="search-open" aria-keyshortcuts="Control+K Meta+K /" onClick={() => onOpen("search")}>
        <svg aria-hidden="true" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.8">
          <circle cx="7" cy="7" r="4.6" />
          <path d="m10.5 10.5 4 4" strokeLinecap="round" />
        </svg>
        Search <kbd aria-hidden="true">{IS_MAC ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <div className="freshness-place">{children}</div>
      <Menu onKeys={() => onOpen("keys")} />
    </header>
  )
}
