"""Provisions: what a policy states, permits or reserves, found by rules that explain themselves.

A text is read as units (sentences, list items with their lead-in, table rows), a unit's words are matched
with the taxonomy's patterns, and what is found is followed through versions and compared across platforms.
Everything here is a function of its arguments; only `taxonomy` and `second_opinion` read files (the package's
own), and only `kept` and `compare` read an archive.
"""
