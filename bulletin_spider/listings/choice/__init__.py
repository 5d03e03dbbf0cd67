"""Choose the lists on a page that are its listing, and tell a listing from an article."""
