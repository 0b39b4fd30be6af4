"""What a text consists of: its lines, headings, units and passages, whatever is found in them."""
