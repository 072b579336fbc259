import { Link } from "@tanstack/react-router"

import type { Product } from "../../api/types.ts"

/** What the product is called; its place is kept until that is known. */
export function Head({ productCode, product }: { productCode: string; product?: Product }) {
  return (
    <div className="product-head">
      <h1 dir="auto">{product?.name ?? productCode}</h1>
      <p>
        {product?.name && <bdi>{productCode}</bdi>}
        {product?.category && (
          <Link to="/products" search={{ category: product.category }} dir="auto">
            {product.category}
          </Link>
        )}
      </p>
    </div>
  )
}
