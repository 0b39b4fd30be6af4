"""Finds the blocks of a page that are the document: candidates are compared, and the best one is trimmed."""
