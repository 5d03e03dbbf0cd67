"""What a worker does with a job of the queue: visit a site, notify, deliver, do what is due once a day."""
