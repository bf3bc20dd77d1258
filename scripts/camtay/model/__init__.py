"""The curriculum as values, and what a reader of one language gets of them."""
