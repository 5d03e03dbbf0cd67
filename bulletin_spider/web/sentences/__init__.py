"""Say in Chinese what run records, versions and ``bulletin status`` say in English."""
