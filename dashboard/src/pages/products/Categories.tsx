import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { queries } from "../../api/queries.ts"
import type { BestSellers } from "../../api/types.ts"
import { Panel } from "../../parts/Panel.tsx"
import { useShop } from "../../shell/shop.ts"
import { rangeOf } from "../../url/range.ts"

/** The categories that were sold in the last twelve months, as ways to the products of one. */
export function Categories({ chosen }: { chosen?: string }) {
  const { zone } = useShop()
  const sold = useQuery(queries.bestSellers({ ...rangeOf({ range: "12m" }, zone), limit: 1 }))
  return (
    <Panel title="Categories" query={sold} height={40} className="plain">
      {({ data }) => (
        <nav className="categories" aria-label="Categories">
          <Pill name="All" />
          {categoriesOf(data, chosen).map((name) => (
            <Pill key={name} name={name} category={name} />
          ))}
        </nav>
      )}
    </Panel>
  )
}

function Pill({ name, category }: { name: string; category?: string }) {
  return (
    <Link
      to="/products"
      search={(before) => ({ ...before, category })}
      activeOptions={{ exact: true }}
      resetScroll={false}
      dir="auto"
    >
      {name}
    </Link>
  )
}

/** Those with most revenue first; the chosen one is among them, also where it was not sold for long. */
export function categoriesOf(blocks: Pick<BestSellers, "categories">[], chosen?: string): string[] {
  const sold = blocks.flatMap(({ categories }) => categories.map(({ category }) => category))
  const names = [...new Set(sold)].filter((name): name is string => Boolean(name))
  return chosen && !names.includes(chosen) ? [...names, chosen] : names
}
