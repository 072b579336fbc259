"""From an order as it stands to the rows of the views."""
