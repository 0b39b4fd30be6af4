"""Differences as people read them: on a terminal, as a page, and as a plain unified diff."""
