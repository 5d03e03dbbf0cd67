"""Write lists as feeds: Atom and JSON Feed."""
