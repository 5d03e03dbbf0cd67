"""Read the fields of an article: date, people, source, pictures and documents."""
