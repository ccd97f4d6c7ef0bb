"""The writer: one process that makes what owners submit true, for all workers."""
