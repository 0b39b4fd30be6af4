"""Provisions: what a policy states, permits or reserves, found by patterns and learned models, with reasons.

A text is read as units (sentences, list items with their lead-in, table rows), a unit's words are matched
with the taxonomy's patterns and weighed by models learned from labelled clauses, and what is found is
followed through versions and compared across platforms. Everything here is a function of its arguments; only
`taxonomy` and the models read files (the package's own), and only `kept` and `compare` read an archive.
"""

KEPT_AS = "provisions"
"""The key under which a document's story is kept in the index."""
