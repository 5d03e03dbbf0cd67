"""Running the program: outcome, health, record, replay, examination, timers and reports."""
