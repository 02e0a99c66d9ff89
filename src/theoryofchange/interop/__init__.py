"""Other formats as theories: one module a format."""
