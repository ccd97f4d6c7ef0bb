"""The doors: gRPC in front of the engine, and the processes that serve it."""
