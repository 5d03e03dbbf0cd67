"""Ask for the files of attachments: which and when, what came, and the version that says so."""
