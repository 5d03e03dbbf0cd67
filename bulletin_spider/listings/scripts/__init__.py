"""Read where a script of a page leads, from a small part of JavaScript; nothing is run."""
