"""What readers are told: computed once as values, then written for a terminal, a page, Markdown or JSON."""
