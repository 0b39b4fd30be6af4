"""The stored formats that docs/storage.md promises: each value beside its codec."""
