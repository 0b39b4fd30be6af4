"""What readers are shown of a passage: its paragraph or section, what limits it, and for whom it holds."""
