"""A result as blocks, and the writers of blocks: text, Markdown and HTML."""
