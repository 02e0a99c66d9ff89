"""The causes of a theory as a whole."""
