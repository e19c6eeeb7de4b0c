"""A model file in onnxruntime: loaded as pinned, run where it was asked to, refused otherwise."""

import hashlib
import stat
from collections import Counter
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError

Shape = tuple[int | None, ...]
"""A tensor's shape; None where the model leaves the length open."""

LOG_ERRORS_ONLY = 3
WHERE_NODES_RUN = "session.record_ep_graph_assignment_info"
WAITS_AWAKE = "session.intra_op.allow_spinning"
WEIGHTS_LIE_IN = "session.model_external_initializers_file_folder_path"
ELSEWHERE = "External data"
"""How onnxruntime begins what it says of weights that are not in the model's file."""
WHEELS = (
    "onnxruntime",
    "onnxruntime-gpu",
    "onnxruntime-directml",
    "onnxruntime-openvino",
    "onnxruntime-qnn",
    "onnxruntime-training",
)
"""The packages that bring a folder called onnxruntime, each with its own providers."""

BYTES = "tensor(uint8)"
PICTURE_TYPES = ("tensor(float)", BYTES)

MAX_MODEL_BYTES = 2**31
"""What a protobuf file can hold; larger models keep their weights elsewhere."""


class Session:
    """A model ready to run.

    `providers` are tried in the order given, by onnxruntime's names or without their ending
    ("cuda"); each must be in this onnxruntime, because one that silently falls back would make
    a benchmark lie. So would one that is there and is given nothing to do: of a model's nodes the
    first provider must run some. `threads` 0 leaves the number to onnxruntime. Several of them wait
    for the next run awake, for some time, which is quickest where one follows upon the other; where
    pictures come now and then, `wakeful` threads spend three times what the model does (60 ms
    instead of 17 for YOLOX-nano at five a second). Raises ModelError when the file is missing,
    changed or broken.
    """

    def __init__(
        self,
        manifest: DetectorManifest,
        providers: Sequence[str] = ("CPUExecutionProvider",),
        threads: int = 0,
        *,
        wakeful: bool = True,
    ) -> None:
        self.path = manifest.path
        model = _model_bytes(manifest.path)
        self.sha256 = hashlib.sha256(model).hexdigest()
        if manifest.sha256 is not None and manifest.sha256.lower() != self.sha256:
            raise ModelError(
                f"{self.path}: the file was changed: its sha256 is {self.sha256},"
                f" its manifest pins {manifest.sha256.lower()}"
            )
        self._refusals = refusals()
        self._session = opened_session(self.path, model, providers, threads, wakeful=wakeful)
        self.nodes = _nodes(self._session)
        _check_nodes(self.path, self.provider, self.nodes)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        pictures = [tensor for tensor in inputs if tensor.type in PICTURE_TYPES]
        sizes = [one for one in inputs if one.type == "tensor(int64)" and _shape(one)[1:] == (2,)]
        if len(pictures) != 1 or len(pictures) + len(sizes) != len(inputs) or len(sizes) > 1:
            kinds = ", ".join(f"{tensor.name}: {tensor.type}" for tensor in inputs)
            raise ModelError(
                f"{self.path}: wanted one picture of float32 or uint8 as input,"
                f" and at most its size as int64, got {kinds}"
            )
        if strange := [tensor.type for tensor in outputs if not _is_numeric(tensor.type)]:
            raise ModelError(f"{self.path}: wanted outputs of numbers, got {', '.join(strange)}")
        self._picture_name: str = pictures[0].name
        self.takes_bytes = pictures[0].type == BYTES
        self._size_name: str | None = sizes[0].name if sizes else None
        self.input_shape: Shape = _shape(pictures[0])
        self.output_shapes: tuple[Shape, ...] = tuple(_shape(tensor) for tensor in outputs)
        self.threads = threads

    @property
    def provider(self) -> str:
        """The provider that comes first in this session."""
        return str(self._session.get_providers()[0])

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return the model's outputs for one picture, in the model's order.

        For a model that takes bytes the numbers must be pixels, from 0 to 255.

        A model that also asks how large the picture is (RT-DETR, D-FINE) is told the tensor's own
        width and height, so that its boxes are in pixels of the tensor.
        """
        picture = tensor.astype(np.uint8) if self.takes_bytes else tensor
        given: dict[str, NDArray[Any]] = {self._picture_name: picture}
        if self._size_name is not None:
            height, width = tensor.shape[1:3] if tensor.shape[3] == 3 else tensor.shape[2:]
            given[self._size_name] = np.array([[width, height]], np.int64)
        try:
            outputs: list[NDArray[np.float32]] = self._session.run(None, given)
        except self._refusals as error:
            raise ModelError(f"{self.path}: failed while running ({_first_line(error)})") from error
        return outputs


def _model_bytes(path: Path) -> bytes:
    """Return the whole file, so that what is hashed is what is loaded, and nothing beside it."""
    try:
        about = path.stat()
        if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
            raise ModelError(f"{path}: the model is no regular file")
        size = about.st_size
        if size > MAX_MODEL_BYTES:
            raise ModelError(f"{path}: {size} bytes are more than an ONNX file can hold")
        model = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelError(f"{path}: the model cannot be read ({reason})") from error
    if not model:
        raise ModelError(f"{path}: the model file is empty")
    return model


def opened_session(
    path: Path, model: bytes, wanted: Sequence[str], threads: int, *, wakeful: bool
) -> Any:
    """Return onnxruntime's own session of a model that was read from a path; see `Session`."""
    onnxruntime = _onnxruntime()
    available = available_providers()
    providers = tuple(_full_name(name, available) for name in wanted)
    _check_providers(providers, available, "this onnxruntime has")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = LOG_ERRORS_ONLY
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry(WHERE_NODES_RUN, "1")
    options.add_session_config_entry(WAITS_AWAKE, "1" if wakeful else "0")
    # No file can lie below a file: weights that no hash pins are not found, wherever one stands.
    options.add_session_config_entry(WEIGHTS_LIE_IN, str(path / "nothing"))
    errors: tuple[type[Exception], ...] = (*refusals(), RuntimeError, ValueError)
    try:
        # Without its fallback onnxruntime neither changes the provider nor prints on stdout.
        session = onnxruntime.InferenceSession(
            model, options, providers=list(providers), enable_fallback=0
        )
    except errors as error:
        if ELSEWHERE in str(error):
            raise ModelError(
                f"{path}: its weights lie in another file, which no hash pins; save it as one file"
            ) from error
        raise ModelError(f"{path}: not a model that runs here ({_first_line(error)})") from error
    _check_providers(providers, tuple(session.get_providers()), "the session came up with")
    return session


def available_providers() -> tuple[str, ...]:
    """Return the names of all providers that the installed onnxruntime was built with."""
    return tuple(_onnxruntime().get_available_providers())


def provider_name(provider: str) -> str:
    """Return onnxruntime's own spelling of a provider; an unknown name stays as it is."""
    return _full_name(provider, available_providers())


def _nodes(session: Any) -> tuple[tuple[str, int], ...]:
    """Return how many of a model's nodes run on which provider; nothing where it is not told.

    A model that is constant has none, and an onnxruntime before 1.24 does not tell.
    """
    ask = getattr(session, "get_provider_graph_assignment_info", None)
    counted: Counter[str] = Counter()
    try:
        for part in ask() if ask is not None else ():
            counted[part.ep_name] += len(part.get_nodes())
    except refusals():
        return ()
    return tuple(sorted(counted.items()))


def _check_nodes(path: Path, provider: str, nodes: tuple[tuple[str, int], ...]) -> None:
    """Refuse a provider that is in the session for show, as one for calls to a cloud can be."""
    if nodes and provider not in dict(nodes):
        told = ", ".join(f"{count} on {name}" for name, count in nodes)
        raise ModelError(
            f"provider {provider} runs none of the nodes of {path}: {told};"
            " ask for one that does its work"
        )


def _onnxruntime() -> Any:
    """Return the library; which one of its wheels is installed is the user's choice."""
    wheels = installed_wheels()
    if len(wheels) > 1:
        raise ModelError(
            f"{' and '.join(wheels)} are installed together, and overwrite each other's files;"
            f" uninstall all of them, then install sightline[cpu] or sightline[gpu]"
        )
    try:
        import onnxruntime
    except ModuleNotFoundError as error:
        raise ModelError(
            "onnxruntime is not installed; install sightline[cpu] or sightline[gpu]"
        ) from error
    return onnxruntime


def installed_wheels() -> list[str]:
    """Return the names of the installed packages that bring onnxruntime: one, if all is well.

    With two of them CUDA is silently lost, or comes back with the next update: whose files are
    there depends on which came last.
    """
    return [name for name in WHEELS if _is_installed(name)]


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def refusals() -> tuple[type[Exception], ...]:
    """Return onnxruntime's own errors, which share no parent but Exception."""
    state = _onnxruntime().capi.onnxruntime_pybind11_state
    return tuple(
        kind
        for kind in vars(state).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    )


def _full_name(provider: str, available: tuple[str, ...]) -> str:
    """Return onnxruntime's own spelling; a name that it does not know stays as it is.

    >>> _full_name("cpu", ("CUDAExecutionProvider", "CPUExecutionProvider"))
    'CPUExecutionProvider'
    """
    asked = provider.casefold().removesuffix("executionprovider")
    spellings = {name.casefold().removesuffix("executionprovider"): name for name in available}
    return spellings.get(asked, provider)


def _check_providers(wanted: tuple[str, ...], present: tuple[str, ...], where: str) -> None:
    absent = [name for name in wanted if name not in present]
    if absent or not wanted:
        raise ModelError(
            f"provider {', '.join(absent) or '(none)'} is not available;"
            f" {where} {', '.join(present)}"
        )


def _is_numeric(kind: str) -> bool:
    return kind.startswith("tensor(") and kind not in ("tensor(string)", "tensor(bool)")


def _shape(tensor: Any) -> Shape:
    return tuple(length if isinstance(length, int) else None for length in tensor.shape)


def _first_line(error: Exception) -> str:
    """Return what onnxruntime has to say, without the pages that may follow."""
    lines = str(error).strip().splitlines()
    return lines[0].strip()[:200] if lines else type(error).__name__
