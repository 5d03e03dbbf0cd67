"""Find the channels of a site: the links of its home page, and which of them lead to a list of dated rows."""
