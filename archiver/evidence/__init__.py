"""What the archive can prove to someone who does not trust it."""
