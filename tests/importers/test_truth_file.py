"""Labels are read as their makers meant them, and refused in one sentence with their place."""

import json
from pathlib import Path

import pytest

from pipeline.domain.truth import TrueCount, TrueEpisode, Truth
from pipeline.errors import InputError
from pipeline.importers.truth_file import load_truth, load_truths


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def frames(truth: Truth) -> list[tuple[str | int | None, list[list[float]], list[list[float]]]]:
    return [
        (frame.name or frame.number, frame.boxes.tolist(), frame.ignored.tolist())
        for frame in truth.frames or ()
    ]


COCO = {
    "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "b.jpg"}],
    "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "dog"}],
    "annotations": [
        {"image_id": 7, "category_id": 1, "bbox": [10, 20, 5, 15], "iscrowd": 0},
        {"image_id": 7, "category_id": 2, "bbox": [0, 0, 9, 9], "iscrowd": 0},
        {"image_id": 7, "category_id": 1, "bbox": [0, 0, 50, 50], "iscrowd": 1},
    ],
}


def test_of_coco_the_people_count_and_crowds_are_passed_over(tmp_path: Path) -> None:
    truth = load_truth(saved(tmp_path, "coco.json", json.dumps(COCO)))
    person, crowd = [10.0, 20.0, 15.0, 35.0], [0.0, 0.0, 50.0, 50.0]
    assert frames(truth) == [("a.jpg", [person], [crowd]), ("b.jpg", [], [])]


def test_a_plain_list_of_boxes_is_read_too(tmp_path: Path) -> None:
    document = {
        "images": [{"file": "a.jpg", "boxes": [[1, 2, 3, 4], [0, 0, 9, 9]], "crowd": [0, 1]}]
    }
    truth = load_truth(saved(tmp_path, "boxes.json", json.dumps(document)))
    assert frames(truth) == [("a.jpg", [[1.0, 2.0, 4.0, 6.0]], [[0.0, 0.0, 9.0, 9.0]])]


def test_of_mot_pedestrians_count_and_whom_the_flag_leaves_out_is_passed_over(
    tmp_path: Path,
) -> None:
    """Class 3 is a car: it is neither a person nor passed over."""
    lines = "1,1,0,0,10,20,1,1,1\n1,2,5,0,10,20,0,1,1\n1,3,9,0,10,20,1,8,1\n1,4,9,9,10,20,1,3,1\n"
    truth = load_truth(saved(tmp_path, "gt.txt", lines))
    assert frames(truth) == [(1, [[0, 0, 10, 20]], [[5, 0, 15, 20], [9, 0, 19, 20]])]


def test_mot_of_2015_has_no_classes(tmp_path: Path) -> None:
    truth = load_truth(saved(tmp_path, "gt.txt", "1,1,499.2,158,31.03,75.17,1,-1,-1,-1\n"))
    assert len(frames(truth)[0][1]) == 1


def test_a_table_is_counts_or_episodes_by_its_heading(tmp_path: Path) -> None:
    counts = load_truth(
        saved(tmp_path, "a.csv", "\ufefft_s, count,zone,density_p_m2,tier\n0.5,7,gate,0.25,none\n")
    )
    assert counts == Truth(counts=(TrueCount(0.5, 7, "gate", 0.25),))
    episodes = load_truth(saved(tmp_path, "b.csv", "start_s,end_s,tier\n60,90,red\n100,110,\n"))
    assert episodes.episodes == (TrueEpisode(60, 90, None, "red"), TrueEpisode(100, 110))


def test_a_heading_alone_says_that_there_was_no_episode(tmp_path: Path) -> None:
    truth = load_truth(saved(tmp_path, "b.csv", "start_s,end_s\n"))
    assert truth == Truth(episodes=())


def test_counts_and_episodes_come_together_from_two_files(tmp_path: Path) -> None:
    counts = saved(tmp_path, "a.csv", "t_s,count\n0,1\n")
    episodes = saved(tmp_path, "b.csv", "start_s,end_s\n0,9\n")
    truth = load_truths([counts, episodes])
    assert truth == Truth(counts=(TrueCount(0.0, 1),), episodes=(TrueEpisode(0, 9),))
    with pytest.raises(InputError, match="counts are told by another file too"):
        load_truths([counts, episodes, counts])
    boxes = saved(tmp_path, "gt.txt", "1,1,0,0,10,20,1,1,1\n")
    with pytest.raises(InputError, match="labelled boxes stand alone"):
        load_truths([boxes, episodes])


def coco(**changes: object) -> str:
    return json.dumps(COCO | changes)


BROKEN = (
    ("a.xml", "<a/>", r"labels are \.json, \.txt, \.csv, got '\.xml'"),
    ("a.json", "", "is not valid JSON"),
    ("a.json", "[" * 100_000, "is not valid JSON"),
    ("a.json", "[]", "images: must be a list"),
    ("a.json", '{"images": 3}', "images: must be a list"),
    ("a.json", '{"images": [3]}', r"images\[0\]\.boxes: must be a list"),
    ("a.json", '{"images": [{"boxes": []}]}', r"images\[0\]\.file: must be a text, got None"),
    (
        "a.json",
        '{"images": [{"file": "a", "boxes": [[1, 2, 3]]}]}',
        r"images\[0\]\.boxes\[0\]: must be four numbers x, y, width, height",
    ),
    ("a.json", '{"images": [{"file": "a", "boxes": [[1, 2, NaN, 4]]}]}', "must be four numbers"),
    ("a.json", '{"images": [{"file": "a", "boxes": [[1, 2, 1e400, 4]]}]}', "must be four numbers"),
    ("a.json", '{"images": [{"file": "a", "boxes": [[1, 2, -3, 4]]}]}', "must not be below 0"),
    (
        "a.json",
        '{"images": [{"file": "a", "boxes": [[1, 2, 3, 4]], "crowd": []}, 1]}',
        r"images\[1\]",
    ),
    (
        "a.json",
        '{"images": [{"file": "a", "boxes": [[1, 2, 3, 4]], "crowd": [0, 1]}]}',
        "needs one entry for each of 1 boxes",
    ),
    (
        "a.json",
        coco(categories=[{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]),
        "got cat, dog",
    ),
    ("a.json", coco(annotations=[{"image_id": 9, "category_id": 1}]), "no image has the id 9"),
    (
        "a.json",
        coco(images=[*COCO["images"], {"id": 7, "file_name": "c.jpg"}]),
        r"images\[2\]\.id: 7 is another image's already",
    ),
    ("a.json", coco(annotations=[5]), r"annotations\[0\]\.image_id: must be a number or a text"),
    (
        "a.json",
        coco(annotations=[{"image_id": 7, "category_id": 1}]),
        r"annotations\[0\]\.bbox: must be four numbers",
    ),
    ("gt.txt", "", "holds no line"),
    ("gt.txt", "1,1,0,0,10,20,1,1,1\n2,x,0,0,1,1", "line 2: must be numbers, got 2,x"),
    ("gt.txt", "1,1,0,0", "line 1: must be frame"),
    ("gt.txt", "0,1,0,0,10,20", "line 1: must be frame"),
    ("gt.txt", "1.5,1,0,0,10,20", "line 1: must be frame"),
    ("gt.txt", "inf,1,0,0,10,20", "line 1: must be numbers"),
    ("gt.txt", "1,1,0,0,nan,20", "line 1: must be four numbers"),
    ("gt.txt", "1,1,0,0,9,9\n100000000,1,0,0,9,9", "spans 100000000 frames, at most 1000000"),
    ("a.csv", "", "line 1: columns must include t_s,count or start_s,end_s, got nothing"),
    ("a.csv", "time,people\n", "got time,people"),
    ("a.csv", "t_s,count\n1,many\n", "line 2: count must lie between 0 and 100000, got 'many'"),
    ("a.csv", "t_s,count\n1,2.5\n", r"line 2: count must be a whole number, got 2\.5"),
    ("a.csv", "t_s,count\n1\n", "line 2: count must lie between"),
    ("a.csv", "t_s,count\n-1,2\n", "line 2: t_s must lie between 0 and 1e"),
    ("a.csv", "start_s,end_s\n9,3\n", "line 2: an episode must end after it begins, got 9 to 3 s"),
    ("a.csv", "start_s,end_s,tier\n1,3,pink\n", "line 2: tier must be one of blue, yellow"),
)


@pytest.mark.parametrize(("name", "text", "told"), BROKEN)
def test_what_is_no_label_is_refused_with_its_place(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    path = saved(tmp_path, name, text)
    with pytest.raises(InputError, match=told) as refused:
        load_truth(path)
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_truth(tmp_path / "none.json")
    (tmp_path / "a.csv").write_bytes(b"t_s,count\n\xff\xfe")
    with pytest.raises(InputError, match="not a text in UTF-8"):
        load_truth(tmp_path / "a.csv")
