"""A PDF: from its bytes to printed lines, and from the lines to blocks."""
