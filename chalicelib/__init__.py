"""WebOrders: order analytics that are always up to date. The folders follow an order's journey."""
