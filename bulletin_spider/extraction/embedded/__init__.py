"""Find the documents, films and sound that elements and scripts of a page show, and tell their kind."""
