"""Give text, dates, names and addresses one spelling."""
