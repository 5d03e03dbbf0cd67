"""The process of a worker: sessions with the queue, one after the other, and what each of them keeps going."""
