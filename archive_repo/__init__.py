"""The archive as a git store: one bare repository per platform, and what can be read from it.

Knows nothing of HTTP, HTML, click or declarations. Each module is a noun, its functions are verbs.
"""
