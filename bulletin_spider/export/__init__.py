"""Write the archive, or a selection of it, as a file for other tools; keep feeds fresh."""
