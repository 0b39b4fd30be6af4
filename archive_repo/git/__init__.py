"""Git itself: the durable store and the files beside it. Only it and `search.blame` import pygit2."""
