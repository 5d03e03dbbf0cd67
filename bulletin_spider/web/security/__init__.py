"""Bound what an address may ask for and what a page may do in a browser."""
