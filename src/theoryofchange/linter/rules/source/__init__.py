"""How a theory is written."""
