"""archiver: track platforms' policies, from a declaration to a clean, versioned, quotable text."""
