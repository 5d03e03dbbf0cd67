"""Compare two versions of a bulletin in rows that can be shown beside each other: paragraphs, tables, people, files."""
