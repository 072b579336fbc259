/** The shop that the token belongs to: its zone and its main currency, known before any page is shown. */

import { createContext, useContext } from "react"

export interface Shop {
  zone: string
  currency: string
}

export const ShopContext = createContext<Shop | null>(null)

export function useShop(): Shop {
  const shop = useContext(ShopContext)
  if (!shop) throw new Error("a page is shown before its shop is known")
  return shop
}
