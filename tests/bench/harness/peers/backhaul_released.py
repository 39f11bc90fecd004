import os

from peers.backhaul_engine import Backhaul


class BackhaulReleased(Backhaul):
    title = "backhaul, released policy"
    times = ("epoch",)
    notes = "the same policy from a directory with its released.lock, for the cold start"
    growth_max = 0

    def path(self, times):
        return os.environ["BENCH_RELEASED"]


PEER = BackhaulReleased
