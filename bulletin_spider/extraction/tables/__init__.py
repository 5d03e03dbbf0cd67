"""Tell data tables from layout tables, make one line of each row, and resolve spans of cells."""
