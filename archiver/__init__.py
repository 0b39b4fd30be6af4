"""archiver: track platforms' policies, from a declaration to a clean, versioned, quotable text."""

__version__ = "0.1.0"
