"""Files to values: strict YAML with places, and one reader for every type of the model."""
