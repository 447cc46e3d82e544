"""Representatives on graphs of every shape, beside greedy and a published heuristic: seconds, sizes, gaps."""

import random
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import numpy as np

from benchmarks.measure import Line, load, printed
from graph_service.analysis.reach import ReachGraph
from graph_service.analysis.representatives import solve

