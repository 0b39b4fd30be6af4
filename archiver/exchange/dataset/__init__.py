"""The archive as tables, for statistics: versions, changes, changed sentences, provisions and looks."""
