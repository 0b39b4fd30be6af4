"""What a law asks a document to say, looked for in its text."""
