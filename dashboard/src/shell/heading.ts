/** What follows the page's heading: the title of the tab, and the focus. */

import { useRouter } from "@tanstack/react-router"
import { type RefObject, useEffect } from "react"

import { titleOf } from "./title.ts"

/**
 * Keeps the title as the heading is, while data arrive; and moves the focus when another page is there.
 * That is to its heading, or, where one has come back, to the link that led away: a list is read on from there.
 */
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
    let isBack = false
    const unlisten = router.history.subscribe(({ action }) => {
      isBack = action.type === "BACK"
    })
    const leave = router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
      tell()
      if (!pathChanged || !fromLocation) return
      const link = isBack ? linkTo(fromLocation.href, page) : undefined
      if (link) link.focus({ preventScroll: true })
      else focusOn(page.querySelector("h1") ?? page)
    })
    tell()
    return () => {
      watcher.disconnect()
      unlisten()
      leave()
      document.title = titleOf("", null)
    }
  }, [main, router])
}

/** The link that leads there: with this very address, or to the same page with another one. */
function linkTo(href: string, page: HTMLElement): HTMLAnchorElement | undefined {
  const links = [...page.querySelectorAll("a")]
  const { pathname } = new URL(href, window.location.origin)
  return links.find((link) => link.getAttribute("href") === href) ?? links.find((link) => link.pathname === pathname)
}

function focusOn(heading: HTMLElement): void {
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}
