"""What other platforms provide: side by side, and where nothing was found."""
