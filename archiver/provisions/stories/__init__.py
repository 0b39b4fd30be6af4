"""What became of a document's provisions from version to version, and what is kept of that."""
