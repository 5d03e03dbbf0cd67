"""Find the rows of links on a page and read each as an entry."""
