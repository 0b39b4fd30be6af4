"""Which blocks of a page are the document: candidates are compared, and the best one is trimmed."""
