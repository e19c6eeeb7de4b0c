"""``sightline models``: which detectors are known, whether they run, and where they come from."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli import dynamic_model
from pipeline.cli.console import columns, progress_bar
from pipeline.domain.detector import UNTESTED
from pipeline.domain.label import LANGUAGES, Label, Language
from pipeline.errors import SightlineError, SiteFileError, UsageError

if TYPE_CHECKING:
    from pipeline.config.catalogue import KnownModel
    from pipeline.workflows.check_model import CheckedModel
    from pipeline.workflows.pull_model import Pulled

HELP = "detectors: which are known, whether they run, where they come from"

MIB = 2**20
HEADING = (
    Label("名称", "name"),
    Label("解码器", "decoder"),
    Label("解码器已验证", "decoder tested"),
    Label("许可", "licence"),
    Label("SHA-256", "sha256"),
    Label("位置", "where"),
)
TESTED: dict[bool | None, Label] = {
    True: Label("是", "yes"),
    False: Label("否", "no"),
    None: Label("–", "–"),
}
NO_PIN = Label("未固定", "no pin")
RECOGNISED = Label("自动识别", "recognised")
NOT_HERE = Label("未下载", "not here")
BROKEN = Label("清单有误", "manifest refused")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline models``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|check|pull|dynamic")
    listing = _action(actions, "list", "which detectors are known, and whether they are here")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    check = _action(actions, "check", "load each model as pinned and show it one picture")
    check.add_argument(
        "names",
        nargs="*",
        metavar="MODEL",
        help="names, manifests or .onnx files (default: every known model that is here)",
    )
    check.add_argument("--provider", metavar="P", help="of onnxruntime (default: the processor)")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    pull = _action(actions, "pull", "fetch a known model, as pinned; goes on where it was cut off")
    pull.add_argument("name", metavar="NAME", help="as `sightline models list` shows it")
    pull.add_argument("--sha256", metavar="HEX", help="the pin, where the manifest has none")
    pull.add_argument("--url", metavar="URL", help="another web address of the same file")
    pull.add_argument(
        "--most-mib", metavar="N", type=int, default=1024, help="largest file (default: 1024 MiB)"
    )
    pull.add_argument(
        "--timeout", metavar="S", type=float, default=30.0, help="patience (default: 30 seconds)"
    )
    pull.add_argument("--json", action="store_true", help="print one JSON object")
    dynamic_model.add_arguments(_action(actions, "dynamic", dynamic_model.HELP))


def _action(actions: Any, name: str, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=told, description=told)
    parser.add_argument(
        "--folder",
        metavar="DIR",
        type=Path,
        help="where your own models lie (default: SIGHTLINE_MODELS, or the user's data folder)",
    )
    # Shared options may also stand before the action; one that is not given must not undo them.
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="zh or en")
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "check": _check,
        "pull": _pull,
        "dynamic": _dynamic,
    }
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from pipeline.config.catalogue import known_models, models_folder

    known, folder = known_models(args.folder), args.folder or models_folder()
    if args.json:
        models = [listed(model) for model in known.values()]
        document = {"format": 1, "folder": str(folder), "models": models}
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return 0
    heading = tuple(label.told(args.lang) for label in HEADING)
    print(columns([heading, *(_row(model, args.lang) for model in known.values())]))
    for model in known.values():
        if model.problems is not None:
            print(model.problems.told(args.lang))
    mine = Label(f"自有模型的文件夹：{folder}", f"your own models: {folder}")
    print(mine.told(args.lang))
    return 0


def listed(model: "KnownModel") -> dict[str, Any]:
    """Return a known model as a document; what nobody knows is null."""
    manifest = model.manifest
    if manifest is None:
        problems = str(model.problems).splitlines()
        return {"name": model.name, "manifest": str(model.manifest_path), "problems": problems}
    return {
        "name": model.name,
        "manifest": str(model.manifest_path),
        "file": str(manifest.path),
        "here": model.is_here,
        "pinned": manifest.sha256 is not None,
        "sha256": manifest.sha256,
        "licence": manifest.licence,
        "decoder": manifest.decoder,
        "tested": _is_tested(manifest.decoder),
        "download": manifest.download,
        "problems": [],
    }


def _is_tested(decoder: str | None) -> bool | None:
    """Tell whether a decoder was tried on a real model; None where it is not named or known."""
    from pipeline.detect.families import FAMILIES

    return FAMILIES[decoder].tested if decoder is not None and decoder in FAMILIES else None


def _row(model: "KnownModel", language: Language) -> tuple[str, ...]:
    manifest = model.manifest
    if manifest is None:
        return model.name, "–", "–", "–", "–", BROKEN.told(language)
    decoder = manifest.decoder or RECOGNISED.told(language)
    tested = TESTED[_is_tested(manifest.decoder)].told(language)
    pin = f"{manifest.sha256[:12]}…" if manifest.sha256 else NO_PIN.told(language)
    where = str(manifest.path) if model.is_here else NOT_HERE.told(language)
    return model.name, decoder, tested, manifest.licence, pin, where


def _check(args: argparse.Namespace) -> int:
    """Check each model and return the worst exit code."""
    verdicts = [_verdict(name, args) for name in args.names or _those_here(args)]
    if args.json:
        documents = [document for document, _, _ in verdicts]
        print(json.dumps({"format": 1, "models": documents}, ensure_ascii=False, indent=2))
    return max((code for _, _, code in verdicts), default=0)


def _those_here(args: argparse.Namespace) -> list[str]:
    """Return the manifests of all models whose files are here, and of those that are refused.

    The embedded detector is wanted whether it is here or not.
    """
    from pipeline.config.catalogue import known_models
    from pipeline.config.embedded import embedded
    from pipeline.workflows.open_detector import EMBEDDED

    ours = embedded(EMBEDDED)
    return [
        str(model.manifest_path)
        for model in known_models(args.folder).values()
        if model.is_here or model.problems or model.manifest_path == ours
    ]


def _verdict(name: str, args: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """Check one model, and say so at once unless a document was asked for."""
    from pipeline.workflows.check_model import check_model

    provider = (args.provider,) if args.provider else ("CPUExecutionProvider",)
    try:
        found = check_model(_located(name, args.folder), provider)
    except SightlineError as error:
        words = error.told(args.lang) if isinstance(error, SiteFileError) else str(error)
        document, line, code = (
            {"model": name, "ok": False, "problem": words},
            words,
            error.exit_code,
        )
    else:
        document, line, code = _sound(found), _line(found).told(args.lang), 0
    if not args.json:
        print(line if code == 0 else Label(f"失败  {line}", f"fails  {line}").told(args.lang))
    return document, line, code


def _located(name: str, folder: Path | None) -> str:
    """Return a name of the folder that was given as the manifest it stands for."""
    from pipeline.config.catalogue import known_models

    known = None if folder is None else known_models(folder).get(name)
    return name if known is None else str(known.manifest_path)


def _sound(found: "CheckedModel") -> dict[str, Any]:
    return {"model": found.name, "ok": True, **vars(found), "path": str(found.path)}


def _line(found: "CheckedModel") -> Label:
    size = f"{found.input_size[0]}x{found.input_size[1]}"
    facts = f"{found.family}  {size}  {found.provider}  sha256 {found.sha256[:12]}…"
    doubt = (f"  {UNTESTED.zh}", f"  {UNTESTED.en}") if found.untested else ("", "")
    return Label(
        f"正常  {found.name}  {facts}  画面中 {found.people} 人{doubt[0]}",
        f"runs  {found.name}  {facts}  people in the picture: {found.people}{doubt[1]}",
    )


def _pull(args: argparse.Namespace) -> int:
    from pipeline.workflows.pull_model import PullOptions, pull_model

    if not 1 <= args.most_mib <= 2048:
        raise UsageError(f"--most-mib must lie between 1 and 2048, got {args.most_mib}")
    if not 0.0 < args.timeout <= 3600.0:
        raise UsageError(f"--timeout must be more than 0 and at most 3600, got {args.timeout:g}")
    options = PullOptions(args.folder, args.url, args.sha256, args.timeout, args.most_mib * MIB)
    with progress_bar(Label("下载模型", "fetching").told(args.lang)) as progress:
        pulled = pull_model(args.name, options, progress)
    if args.json:
        print(json.dumps({"format": 1, **vars(pulled), "path": str(pulled.path)}))
        return 0
    print(_told(pulled).told(args.lang))
    return 0


def _dynamic(args: argparse.Namespace) -> int:
    return dynamic_model.run(args, _located(args.name, args.folder))


def _told(pulled: "Pulled") -> Label:
    pin = f"sha256 {pulled.sha256[:12]}…"
    if not pulled.fetched:
        return Label(
            f"{pulled.name} 已在本机，与固定的哈希一致（{pin}）：{pulled.path}",
            f"{pulled.name} is here, as pinned ({pin}): {pulled.path}",
        )
    return Label(
        f"已下载 {pulled.name}，与固定的哈希一致（{pin}）：{pulled.path}\n"
        f"试运行：sightline models check {pulled.path}",
        f"fetched {pulled.name}, as pinned ({pin}): {pulled.path}\n"
        f"see whether it runs: sightline models check {pulled.path}",
    )
