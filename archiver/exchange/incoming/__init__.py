"""A collection of versions that somebody else made, or a platform's own past, recorded as the archive's."""
