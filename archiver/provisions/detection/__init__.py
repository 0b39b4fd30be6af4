"""What a text provides: rules and learned models, what vetoes them, and what is quoted with a match."""
