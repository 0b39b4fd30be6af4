"""The crawl: every declared document is fetched, looked at, recorded and observed.

- run: all declared documents, platforms side by side
- look: one look at a document, from its captures to its observation
- tracked: a document with what the archive knows of it
- reextract: stored pages read again by better code
"""
