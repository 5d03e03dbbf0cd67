"""Know the state of all sites. They are read in the background, so that no page waits for thousands of sites."""
