import { useNavigate } from "@tanstack/react-router"

import { reportsSearch } from "../../url/reports.ts"

/** Changes a part of the reports' address; the rest of it, and the place on the page, stay. */
export function useChange(): (some: object, replace?: boolean) => void {
  const navigate = useNavigate({ from: "/reports" })
  return (some, replace) =>
    void navigate({ search: (before) => reportsSearch({ ...before, ...some }), replace, resetScroll: false })
}
