"""A Ray cluster on this machine, in processes of its own that end with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

# One node of one core for each kind of accelerator that is named; none has the accelerator.
SCRIPT = """
import sys
from ray.cluster_utils import Cluster

wanted = [dict(num_cpus=1, object_store_memory=200_000_000, resources={f"accelerator_type:{it}": 1.0})
          for it in sys.argv[1:]]
cluster = Cluster(initialize_head=True, head_node_args=dict(wanted[0], include_dashboard=False))
nodes = [cluster.add_node(**it) for it in wanted[1:]]
cluster.wait_for_nodes()
print("address", cluster.address, flush=True)
for line in sys.stdin:
    cluster.remove_node(nodes.pop(), allow_graceful=False)
    print("killed", flush=True)
cluster.shutdown()
"""


@dataclass
class Nodes:
    """A cluster that runs; `address` is what `RAY_ADDRESS` takes."""

    process: subprocess.Popen[str]
    address: str = ""

    def kill_one(self) -> None:
        """Kill the processes of the last node, as a machine that loses its power would."""
        assert self.process.stdin is not None
        self.process.stdin.write("kill\n")
        self.process.stdin.flush()
        self.answer("killed")

    def answer(self, word: str) -> str:
        """Wait for a line of the cluster; Ray prints lines of its own."""
        output: IO[str] | None = self.process.stdout
        assert output is not None
        line = next((it for it in output if it.startswith(word)), None)
        assert line is not None, f"the cluster ended before it answered {word}"
        return line.partition(" ")[2].strip()


@contextmanager
def cluster(kinds: Sequence[str], python: str = sys.executable) -> Iterator[Nodes]:
    """Start a node of one core for each kind of accelerator, and end them all afterwards."""
    command = [python, "-c", SCRIPT, *kinds]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        nodes = Nodes(process)
        try:
            nodes.address = nodes.answer("address")
            yield nodes
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()
