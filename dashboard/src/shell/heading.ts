/** What follows the page's heading: the title of the tab, and the focus. */

import { useRouter } from "@tanstack/react-router"
import { type RefObject, useEffect } from "react"

import { titleOf } from "./title.ts"

/** Keeps the title as the heading is, while data arrive; and moves the focus to the heading when another page is there. */
export function useHeading(main: RefObject<HTMLElement | null>): void {
  const router = useRouter()
  useEffect(() => {
    const page = main.current
    if (!page) return undefined
    const tell = (): void => {
      document.title = titleOf(router.state.location.pathname, page.querySelector("h1")?.textContent)
    }
    const watcher = new MutationObserver(tell)
    watcher.observe(page, { childList: true, subtree: true, characterData: true })
    const leave = router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
      tell()
      if (pathChanged && fromLocation) focusOn(page.querySelector("h1") ?? page)
    })
    tell()
    return () => {
      watcher.disconnect()
      leave()
      document.title = titleOf("", null)
    }
  }, [main, router])
}

function focusOn(heading: HTMLElement): void {
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}
