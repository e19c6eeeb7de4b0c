"""Checks an export of Sightline with Python alone: ``python3 verify.py FILE.zip [HEAD.json]``.

Ends with 0 if nothing is wrong, 1 if something is, which it names, and 2 if the file is no export.
HEAD.json is a signed head of another day: without one nobody can tell whether all was signed anew.
校验导出文件，只需 Python 3；完整返回 0，有误返回 1 并指明文件或记录，无法读取返回 2。
HEAD.json 为另日取得的已签名链头；不给出时，看不出全部重新签名的改动。

It is Ed25519 of RFC 8032, SHA-256, and no more than that; read it before you believe it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
Files = dict[str, bytes]
Told = dict[str, Any]

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
BASE_Y = 4 * pow(5, P - 2, P) % P
MOST_BYTES = 2**30


def add(one: Point, other: Point) -> Point:
    """Return the sum of two points (X, Y, Z, T) of the curve."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, point: Point) -> Point:
    """Return a multiple of a point."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(y: int, sign: int) -> Point:
    """Return the point with a y and a sign of x; ValueError where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def unpacked(data: bytes) -> Point:
    """Return the point that 32 bytes tell."""
    number = int.from_bytes(data, "little")
    return point_of(number & (2**255 - 1), number >> 255)


def is_signed(key: str, text: str, signature: str) -> bool:
    """Tell whether a text was signed with the private half of a key, both in base64."""
    try:
        public = base64.b64decode(key, validate=True)
        signed = base64.b64decode(signature, validate=True)
        if len(public) != 32 or len(signed) != 64:
            return False
        owner, chosen = unpacked(public), unpacked(signed[:32])
    except ValueError:
        return False
    answer = int.from_bytes(signed[32:], "little")
    told = hashlib.sha512(signed[:32] + public + text.encode("utf-8")).digest()
    asked = int.from_bytes(told, "little") % ORDER
    left, right = times(answer, point_of(BASE_Y, 0)), add(chosen, times(asked, owner))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return answer < ORDER and same and (left[1] * right[2] - right[1] * left[2]) % P == 0


def canonical(document: object) -> str:
    """Return a document in the one form that is signed."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def wrong_file(manifest: Told, files: Files) -> str | None:
    """Return what is wrong with the files of a manifest, or None."""
    signature = manifest.pop("signature")
    if not is_signed(manifest["public_key"], canonical(manifest), signature):
        return "manifest.json: the signature does not fit / 签名不符"
    for name, told in sorted(manifest["files"].items()):
        if name not in files:
            return f"{name}: missing / 缺失"
        if hashlib.sha256(files[name]).hexdigest() != told["sha256"]:
            return f"{name}: changed / 被改动"
    strange = sorted(set(files) - set(manifest["files"]) - {"manifest.json"})
    return f"{strange[0]}: in no manifest / 不在清单中" if strange else None


def wrong_record(head: Told, key: str, records: list[Told]) -> str | None:
    """Return what is wrong with the chain, or None; its links, and its signed head."""
    text = canonical({name: head[name] for name in ("site", "number", "digest")})
    if head["public_key"] != key or not is_signed(key, text, head["signature"]):
        return "head.json: the signature does not fit / 签名不符"
    before = "0" * 64
    erased: list[str] = []
    buried: set[str] = set()
    for number, record in enumerate(records, start=1):
        if record["number"] != number:
            return f"chain.jsonl: record {number} is missing / 第 {number} 条缺失"
        if record["body"] is None:
            erased += [] if record["withheld"] else [record["thing"]]
        elif link(before, record) != record["digest"]:
            return f"chain.jsonl: record {number} was changed / 第 {number} 条被改动"
        else:
            body = json.loads(record["body"])
            buried |= set(body["things"]) if body.get("record") == "tombstone" else set()
        before = record["digest"]
    if (len(records), before) != (head["number"], head["digest"]):
        return "chain.jsonl: does not end as its head says / 末尾与链头不符"
    lost = sorted(set(erased) - buried)
    return f"chain.jsonl: {lost[0]} was erased by nobody / 无销毁记录" if lost else None


def link(before: str, record: Told) -> str:
    """Return the digest of a record behind another."""
    digest = hashlib.sha256(bytes.fromhex(before))
    for part in (f"{record['thing']}#{record['revision']}", record["body"]):
        data = part.encode("utf-8")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def wrong_evidence(manifest: Told, records: list[Told], files: Files) -> str | None:
    """Return which evidence is not what its record says, or None."""
    bodies = [json.loads(one["body"]) for one in records if one["body"] is not None]
    excused = set(manifest.get("left_out", {}))
    proven: set[str] = set()
    for body in bodies:
        excused |= set(body["names"]) if body.get("record") == "tombstone" else set()
    for body in bodies:
        for file in (body["files"] if body.get("record") == "evidence" else {}).values():
            name = f"evidence/{file['name']}"
            proven.add(name)
            if name not in files and file["name"] not in excused:
                return f"{name}: missing / 缺失"
            if name in files and hashlib.sha256(files[name]).hexdigest() != file["sha256"]:
                return f"{name}: not what was recorded / 与记录不符"
    there = {name for name in files if name.startswith("evidence/")}
    strange = sorted(there - proven) if manifest["format"] > 1 else []
    return f"{strange[0]}: in no record / 不在链中" if strange else None


def read(path: str) -> Files:
    """Return the files of a zip that is not too large."""
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
        if sum(one.file_size for one in members) > MOST_BYTES:
            raise ValueError("too large")
        if len({one.filename for one in members}) < len(members):
            raise ValueError("two files of one name")
        return {one.filename: packed.read(one) for one in members}


def against(head: Told, key: str, records: list[Told]) -> str | None:
    """Return what is wrong with an export by a head of another day, or None."""
    text = canonical({name: head[name] for name in ("site", "number", "digest")})
    if not is_signed(head["public_key"], text, head["signature"]):
        return "the head: the signature does not fit / 链头签名不符"
    if head["public_key"] != key:
        return "another key than the head's has signed this / 密钥与链头不同"
    if len(records) < head["number"]:
        return "chain.jsonl: the head saw more records / 记录少于链头"
    digest = records[head["number"] - 1]["digest"] if head["number"] else "0" * 64
    return None if digest == head["digest"] else "chain.jsonl: rewritten / 与链头不符，曾被改写"


def check(path: str, known: str | None = None) -> tuple[str | None, str]:
    """Return what is wrong with an export, or None, and what is in it."""
    files = read(path)
    manifest = json.loads(files["manifest.json"])
    wrong = wrong_file(manifest, files)
    if wrong:
        return wrong, ""
    records = [json.loads(line) for line in files["chain.jsonl"].decode("utf-8").splitlines()]
    head = json.loads(files["head.json"])
    wrong = wrong_record(head, manifest["public_key"], records)
    wrong = wrong or wrong_evidence(manifest, records, files)
    if known is not None and not wrong:
        told_head = json.loads(Path(known).read_text("utf-8"))
        wrong = against(told_head.get("head", told_head), manifest["public_key"], records)
    unblurred = len(manifest.get("unblurred", ()))
    told = f"{len(records)} records, {len(manifest['files'])} files, {unblurred} unblurred clips"
    return wrong, f"{told}; key {manifest['public_key']}"


def main(arguments: list[str]) -> int:
    """Check a file and say what was found."""
    if len(arguments) not in (2, 3):
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        wrong, told = check(*arguments[1:])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        sys.stderr.write(f"{arguments[1]}: no export / 无法读取: {type(error).__name__}\n")
        return 2
    except (zipfile.BadZipFile, zlib.error, EOFError):
        sys.stderr.write(f"{arguments[1]}: no whole zip / 压缩包不完整\n")
        return 2
    sys.stdout.write(f"WRONG 有误: {wrong}\n" if wrong else f"whole 完整: {told}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
