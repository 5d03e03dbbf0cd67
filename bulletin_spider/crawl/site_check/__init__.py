"""Know the sites of a project without importing them: files that changed are checked in a process of their own."""
