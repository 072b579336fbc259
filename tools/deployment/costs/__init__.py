"""What WebOrders costs a month: measured units, three designs, and the prices of a region."""
