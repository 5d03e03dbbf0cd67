"""Find the lines of the body and its paragraphs."""
