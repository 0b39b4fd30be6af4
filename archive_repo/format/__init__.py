"""The stored formats that docs/storage.md promises, each with its codec beside the value."""
