import os

from screening.server.process import EXPERIMENTS

# Servers in the process of a test read their sockets as those in workers do.
os.environ.setdefault("GRPC_EXPERIMENTS", EXPERIMENTS)
