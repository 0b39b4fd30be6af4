"""Text as it is stored and compared: Markdown lines, sentences, normal form, dates."""
