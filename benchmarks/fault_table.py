"""The table of faults by one command: each row struck, and each protection taken away.

``python benchmarks/fault_table.py [--rows R1,R3] [--part R] [--lang zh] [--json FILE]`` runs the
tests that are marked with a row (``@pytest.mark.fault("R3")``), wherever they stand, and their
controls (``control=True``): these show what happens without the protection, so that each test is
seen to be able to fail. A row passes when all of its tests do; a control passes when the fault did
its harm. A row without either says so.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.domain.label import Label  # noqa: E402

ROWS: dict[str, tuple[Label, Label]] = {
    "R1": (
        Label("探头不在线，连接被重置", "camera absent, connection broken off"),
        Label(
            "离线；重试间隔递增；其余探头不受影响",
            "offline; longer and longer pauses; others go on",
        ),
    ),
    "R2": (
        Label("探头不应答", "mute, or stuck in DESCRIBE"),
        Label("在时限内放弃", "given up within the timeout"),
    ),
    "R3": (
        Label("中途停顿", "stall in the middle"),
        Label("在读取时限加 1 秒内报告，并重连", "told within timeout + 1 s; connected again"),
    ),
    "R4": (
        Label("断开并恢复 20 次", "killed and back, 20 times"),
        Label("20/20 重连，无一帧计两次", "20/20 connected again, no picture twice"),
    ),
    "R5": (
        Label("口令被更改", "password changed"),
        Label(
            "报告一次，60 秒后才重试；口令不外泄", "told once, not tried for 60 s; nothing leaks"
        ),
    ),
    "R6": (
        Label("时间戳回绕，时钟跳变 ±1 小时", "stamps wrap, camera clock set by ±1 h"),
        Label("无重复或丢失的秒；报告时钟跳变", "no second doubled or lost; jump told"),
    ),
    "R7": (
        Label("主机时钟跳变 ±1 小时", "host clock set by ±1 h"),
        Label("看门狗不误报", "watchdog silent"),
    ),
    "R8": (
        Label("30% 损坏，20–30% 丢包", "30 % corrupt, 20 to 30 % lost"),
        Label("继续；缺损画面不用于判断探头", "goes on; damaged pictures judge no camera"),
    ),
    "R9": (
        Label("中途改变分辨率", "size changes in the middle"),
        Label("按新尺寸继续计数", "counted on by the new size"),
    ),
    "H1": (
        Label("黑屏、模糊、遮挡、移位", "black, blurred, covered, moved"),
        Label("按时报告；平时无误报", "told in time; ordinary minutes tell nothing"),
    ),
    "H2": (
        Label("画面冻结而字幕时钟走动", "frozen while its clock is drawn on"),
        Label("仍报告冻结", "still told as frozen"),
    ),
    "S1": (
        Label("磁盘写满（事件）", "disk full (events)"),
        Label("已确认的无一丢失；腾出空间后补写", "nothing acknowledged lost; rest follows"),
    ),
    "S2": (
        Label("磁盘写满（报告）", "disk full (report)"),
        Label("不留半截文件", "no partial file"),
    ),
    "S3": (
        Label("写入中被强制终止", "SIGKILL in the middle of writing"),
        Label("不丢不重，哈希链一致", "nothing lost or doubled, same chain"),
    ),
    "S4": (
        Label("断电", "power cut"),
        Label("不丢，不损坏", "nothing lost, nothing corrupt"),
    ),
    "S5": (
        Label("两个监测同写一库", "two watches, four writers"),
        Label("后者被拒绝，或逐一完成", "the second is refused; writers take turns"),
    ),
    "S6": (
        Label("数据库损坏、截断、版本不符", "store corrupt, cut off, older or newer"),
        Label("拒绝并原样保留；指明首条坏记录", "refused, left as it is; bad record named"),
    ),
    "N1": (
        Label("接收方出错、不应答、断开", "receiver fails, hangs, drops"),
        Label("至少送达一次，键相同", "told at least once, same key"),
    ),
    "N2": (
        Label("接收地址指向内网或被重定向", "receiver inside, or led elsewhere"),
        Label("拒绝", "refused"),
    ),
    "C1": (
        Label("运行中写入错误配置", "bad configuration saved while running"),
        Label("沿用原配置，指明行号", "last good one kept, told with its line"),
    ),
    "C2": (
        Label("删除或改名探头", "camera deleted or renamed"),
        Label("保留历史，不留悬空警报", "history kept, no orphan alarm"),
    ),
    "M1": (
        Label("模型缺失、损坏、输出 NaN", "model missing, broken, gives NaN"),
        Label("拒绝并说明；绝不当作无人", "refused with the reason; never nobody there"),
    ),
    "M2": (
        Label("模型挂起或崩溃", "model hangs or dies"),
        Label(
            "到时限即结束并重启；不泄漏共享内存", "ended at its deadline, begun anew; nothing left"
        ),
    ),
    "G1": (
        Label("几何数值不合法", "numbers no geometry can trust"),
        Label("逐行拒绝", "refused by line"),
    ),
    "G2": (Label("病态图形", "hostile shapes"), Label("计算或拒绝", "covered or refused")),
    "P1": (Label("YAML 炸弹", "YAML bombs"), Label("拒绝", "refused")),
    "P2": (Label("图片炸弹", "picture bombs"), Label("拒绝", "refused")),
    "P3": (
        Label("DXF/SVG 炸弹与外部引用", "DXF and SVG bombs, outer references"),
        Label("拒绝", "refused"),
    ),
    "P4": (Label("播放列表冒充录像", "playlists as footage"), Label("拒绝", "refused")),
    "P5": (
        Label("两种拼写、反向符、字体缺字", "twin spellings, turning signs, no glyph"),
        Label("视为同一名称；去除；不留空框", "taken for one; taken out; never an empty box"),
    ),
    "P6": (Label("恶意编号与路径", "hostile ids and paths"), Label("拒绝", "refused")),
    "W1": (
        Label(
            "无令牌、跨站、改主机名、超大、缓慢、上千区段",
            "no token, other sites, hosts of others, oversize, slow, 1000 ranges",
        ),
        Label("401/403/400/413/408", "401, 403, 400, 413, 408"),
    ),
    "L1": (Label("台账单元格公式", "formulas in the ledger"), Label("转为文字", "made words")),
}
"""What is struck, and what is to come of it; `reliability` of the design has the same rows."""


@dataclass
class Tally:
    """How many tests of a row passed, of how many, and the same for its controls."""

    passed: dict[bool, int] = field(default_factory=lambda: defaultdict(int))
    run: dict[bool, int] = field(default_factory=lambda: defaultdict(int))
    skipped: int = 0

    @property
    def holds(self) -> bool:
        """Whether there were tests, and all passed."""
        alike = all(self.passed[control] == self.run[control] for control in (False, True))
        return bool(self.run[False]) and alike and not self.skipped

    def share(self, *, control: bool) -> str:
        """Return how many passed of how many."""
        return f"{self.passed[control]}/{self.run[control]}" if self.run[control] else "-"


class Table:
    """A plugin of pytest that sums up marked tests by row."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows
        self.tallies = {row: Tally() for row in rows}
        self.failures: list[str] = []
        self._marks: dict[str, list[tuple[str, bool]]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests of the rows that are asked for."""
        for item in items:
            marks = [
                (mark.args[0], bool(mark.kwargs.get("control")))
                for mark in item.iter_markers("fault")
            ]
            self._marks[item.nodeid] = [mark for mark in marks if mark[0] in self.tallies]
        items[:] = [item for item in items if self._marks[item.nodeid]]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once it was run, or failed before."""
        if report.when != "call" and report.passed:
            return
        for row, control in self._marks.get(report.nodeid, ()):
            tally = self.tallies[row]
            if report.skipped:
                tally.skipped += 1
                continue
            tally.run[control] += 1
            tally.passed[control] += report.passed
        if report.failed:
            self.failures.append(report.nodeid)


def lines(table: Table, language: str) -> list[str]:
    """Return the table, a line for each row."""
    words = [Label("行", "row"), Label("故障", "fault"), Label("预期", "expected")]
    words += [Label("通过", "passed"), Label("无防护时失败", "fails unprotected")]
    head = [word.told(language) for word in words]  # type: ignore[arg-type]
    body = [head]
    for row, tally in table.tallies.items():
        fault, expected = (label.told(language) for label in ROWS[row])  # type: ignore[arg-type]
        passed = tally.share(control=False) + (f" ({tally.skipped} skipped)" * bool(tally.skipped))
        body.append([row, fault, expected, passed, tally.share(control=True)])
    widths = [max(map(_width, column)) for column in zip(*body, strict=True)]
    return ["  ".join(_padded(*cell) for cell in zip(line, widths, strict=True)) for line in body]


def _width(text: str) -> int:
    return sum(2 if sign > "\u2e80" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _is_marked(path: Path) -> bool:
    return "mark.fault(" in path.read_text("utf-8")


def main() -> int:
    """Run the tests, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rows", help="such as R1,R3 (default: all)")
    parser.add_argument("--part", help="all rows that begin so, such as R")
    parser.add_argument("--lang", choices=("zh", "en"), default="en")
    parser.add_argument("--json", type=Path, metavar="FILE", help="leave the table there, too")
    args = parser.parse_args()
    rows = args.rows.split(",") if args.rows else list(ROWS)
    rows = [row for row in rows if row.startswith(args.part or "")]
    if unknown := set(rows) - set(ROWS):
        parser.error(f"no row {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    os.chdir(sys.path[0])
    table = Table(rows)
    marked = [str(path) for path in sorted(Path("tests").rglob("test_*.py")) if _is_marked(path)]
    pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", "-m", "fault", *marked], [table])
    print("\n" + "\n".join(lines(table, args.lang)))
    held = sum(tally.holds for tally in table.tallies.values())
    controlled = sum(bool(tally.run[True]) for tally in table.tallies.values())
    print(f"\n{held}/{len(rows)} rows hold, {controlled}/{len(rows)} have a control")
    for failure in table.failures:
        print(f"failed: {failure}")
    if args.json:
        found = {
            row: {"passed": dict(tally.passed), "run": dict(tally.run), "holds": tally.holds}
            for row, tally in table.tallies.items()
        }
        args.json.write_text(json.dumps(found, indent=1, default=str), "utf-8")
    return 0 if held == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
