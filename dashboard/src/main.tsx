import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"

import { mayRetry } from "./api/queries.ts"
import { router } from "./router.tsx"
import { applyTheme } from "./shell/theme.ts"

applyTheme()

// Asked again when a page is opened or looked at again; the browser then sends If-None-Match.
const queryClient = new QueryClient({ defaultOptions: { queries: { networkMode: "always", retry: mayRetry, staleTime: 5_000, gcTime: 300_000 } } })

createRoot(document.getElementById("app") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
