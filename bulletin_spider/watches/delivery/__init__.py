"""Deliver hits: by mail and chat, to webhooks, into feed files."""
