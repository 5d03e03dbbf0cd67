"""What a slip of the keyboard does to a site's file."""

raise ValueError("channels = {")
