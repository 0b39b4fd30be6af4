"""archiver: declarations -> fetch -> extract -> gate -> crawl -> provisions -> report -> cli.

Track platforms' policies, from a declaration to a clean, versioned, quotable text. Each folder is a stage of
this line, and may import those before it, never those behind it; `archive_repo` is the archive underneath.
"""

__version__ = "0.1.0"
