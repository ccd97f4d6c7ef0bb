import os

from hypothesis import settings

from screening.server.process import EXPERIMENTS

# Servers in the process of a test read their sockets as those in workers do.
os.environ.setdefault("GRPC_EXPERIMENTS", EXPERIMENTS)

# How long an example takes is never a finding: two cores are shared with other tests.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
