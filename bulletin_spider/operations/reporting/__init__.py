"""What a person reads: status, summary, progress, notification, log."""
