"""Git itself: the durable store, and what is kept beside the branches. Only this package imports pygit2."""
