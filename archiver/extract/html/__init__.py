"""An HTML page: from its bytes to a tree, and from the tree to blocks."""
