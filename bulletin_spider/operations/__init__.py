"""Run the spiders unattended: outcomes, health, timers, replays, and what people read about them."""
