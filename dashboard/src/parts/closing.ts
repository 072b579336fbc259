/** The way out of a dialog that is in the address. */

import { useRouter } from "@tanstack/react-router"

/** Closes it: back to where it was opened, or, where a link led straight to it, to the page below. */
export function useClosing(below: () => void): () => void {
  const { history, state } = useRouter()
  return () => (state.location.state.opened ? history.back() : below())
}
