"""Git itself: the durable store and the files beside it. Only this package imports pygit2."""
