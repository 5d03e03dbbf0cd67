"""What the pages of a site say of its runs: outcomes, gaps, channels, and the pages that were refused."""
