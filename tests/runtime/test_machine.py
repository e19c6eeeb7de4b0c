"""What a machine says about itself, or that it does not tell."""

import os
from pathlib import Path

import onnxruntime

from pipeline.runtime.machine import graphics_cards, this_machine


def test_this_machine_says_what_it_is() -> None:
    machine = this_machine()
    assert machine.processor and machine.system
    assert machine.cores == os.cpu_count()
    assert machine.memory_mib is None or machine.memory_mib > 100
    assert dict(machine.versions)["onnxruntime"] == onnxruntime.__version__


def test_graphics_are_told_where_a_provider_could_use_them() -> None:
    providers = onnxruntime.get_available_providers()
    if "CUDAExecutionProvider" not in providers and "TensorrtExecutionProvider" not in providers:
        assert this_machine().gpus == ()


def test_cards_are_named_as_the_driver_names_them(tmp_path: Path) -> None:
    for place, model in (("0000:00:1e.0", "NVIDIA H200"), ("0000:00:1f.0", "NVIDIA L4")):
        (tmp_path / place).mkdir()
        told = f"Model: \t\t {model}\nIRQ:   \t\t 46\n"
        (tmp_path / place / "information").write_text(told)
    assert graphics_cards(tmp_path) == ("NVIDIA H200", "NVIDIA L4")
