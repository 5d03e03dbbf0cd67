"""What the page of a bulletin says of it: its versions, text, people, fields with evidence, and how to cite it."""
