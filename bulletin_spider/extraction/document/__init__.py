"""Read a page into a document: lines of text with their kinds, blocks, pictures and links."""
