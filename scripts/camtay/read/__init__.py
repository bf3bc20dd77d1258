"""YAML to values: strict, with places, one reader for every type."""
