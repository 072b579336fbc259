import { Link } from "@tanstack/react-router"

import type { CustomerProduct } from "../../api/types.ts"
import { count, money } from "../../format/figures.ts"
import { Empty } from "../../parts/Empty.tsx"
import { type Column, Table } from "../../parts/Table.tsx"
import { useShop } from "../../shell/shop.ts"

/** The ten products that have brought most from a customer. */
export function Products({ products }: { products: CustomerProduct[] }) {
  const { currency } = useShop()
  if (!products.length) {
    return <Empty action={<Link to="/products">Look at the products</Link>}>Nothing is bought yet in {currency}.</Empty>
  }
  return <Table caption="Products" columns={columnsOf(currency)} rows={products} rowKey={(row) => row.productCode} />
}

function columnsOf(currency: string): Column<CustomerProduct>[] {
  return [
    {
      name: "Product",
      cell: (row) => (
        <Link to="/products/$productCode" params={{ productCode: row.productCode }} dir="auto" title={row.name ?? undefined}>
          {row.name ?? row.productCode}
        </Link>
      ),
    },
    { name: "Orders", cell: (row) => count(row.orders), align: "end", wide: true },
    { name: "Units", cell: (row) => count(row.units), align: "end" },
    { name: "Revenue", cell: (row) => money(row.revenue, currency), align: "end" },
  ]
}
