"""One thread: two that wait for each other are slower than one on a machine that does more."""

import importlib.util

if importlib.util.find_spec("torch"):
    import torch

    torch.set_num_threads(1)
