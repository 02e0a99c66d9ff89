"""Write results: a page, Markdown and drawings for people, logs for machines."""
