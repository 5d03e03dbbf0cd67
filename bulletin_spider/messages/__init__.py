"""Send messages out of this program: to the services that Apprise knows, and as single HTTP requests."""
