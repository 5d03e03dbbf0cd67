"""Decide how a run ended, and what a person does about it."""
