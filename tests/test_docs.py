"""Every command is documented in both languages, and every documented command exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.main import COMMANDS, build_parser

READMES = ("README.md", "README.zh-CN.md")


def documented_commands(readme: str) -> set[str]:
    return set(re.findall(r"^\| `sightline (\w+)", readme, flags=re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_readme_lists_exactly_the_commands_there_are(root: Path, name: str) -> None:
    assert documented_commands((root / name).read_text("utf-8")) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        build_parser().parse_args([command, "--help"])
    assert stopped.value.code == 0
    assert f"usage: sightline {command}" in capsys.readouterr().out


@pytest.mark.parametrize("name", READMES)
def test_the_smallest_site_file_of_the_readme_is_valid(
    root: Path, tmp_path: Path, name: str
) -> None:
    from pipeline.config.site_file import load_site

    text = re.findall(r"```yaml\n(.*?)```", (root / name).read_text("utf-8"), flags=re.DOTALL)[0]
    site = tmp_path / "site.yaml"
    site.write_text(text, encoding="utf-8")
    assert load_site(site).floors[0].cameras[0].id == "cam-1"


def test_links_between_documents_lead_somewhere(root: Path) -> None:
    documents = [*root.glob("*.md"), *root.glob("*/README.md")]
    for document in documents:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_each_top_level_folder_introduces_itself(root: Path) -> None:
    folders = [p for p in root.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))]
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    in_use = {line.partition("/")[0] for line in tracked}
    assert [p.name for p in folders if p.name in in_use and not (p / "README.md").exists()] == []


def test_help_needs_no_heavy_library() -> None:
    heavy = ("numpy", "shapely", "cv2", "av", "onnxruntime", "matplotlib", "pydantic", "rich")
    code = (
        "import sys, pipeline.cli.main as m; m.build_parser();"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
