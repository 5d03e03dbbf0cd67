"""Read bylines in a text: their labels, their people and source, their place in a line."""
