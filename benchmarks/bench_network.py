"""The network of everything, in every form: seconds and memory, beside the encoder of the library on the same data.

Each form is written in a process of its own, so that its peak of memory is its own:
``python -m benchmarks.bench_network [PERSONS ...]``
"""

import json
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks import synthetic
from benchmarks.measure import Line, finish, show, sizes_asked
from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.analysis.result import json_chunks, plain
from graph_service.cli.session import write_file
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.vocabulary import DataClass
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters
from graph_service.services.projection import project, view_of
from graph_service.services.subjects import persons_in
