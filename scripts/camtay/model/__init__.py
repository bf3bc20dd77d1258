"""The curriculum as values: lessons, languages, contacts, and what a reader of one language gets of them."""
