"""Orders coming in: bytes → JSON object → an order in its normal form → contact and order, written together."""
