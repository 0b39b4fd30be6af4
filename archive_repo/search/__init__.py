"""Searching the archive: `grep` for patterns, `quote` for the exact words of somebody's quotation."""
