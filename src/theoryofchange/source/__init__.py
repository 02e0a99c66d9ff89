"""YAML and tables as data with a place for every node, and the findings that point at them."""
