"""Layers are told by their names or their lines, and no unit is believed by itself."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.domain.drawing import Dimension, Drawing, Storey
from pipeline.domain.label import Label
from pipeline.errors import PlanError
from pipeline.importers.plans.collector import Collector, Layers
from pipeline.importers.plans.roles import proposed, table_text, with_table
from pipeline.importers.plans.scale import Measure, scale_of


def layered(**counts: int) -> Drawing:
    """Return a drawing with so many long strokes on each layer."""
    layers = Layers()
    collector = Collector(layers)
    for layer, count in counts.items():
        for n in range(count):
            collector.stroke([(0.0, n), (10.0, n)], layer)
    return Drawing(layers.names(), (Storey("f1", "1", collector.strokes()),))


def roles(drawing: Drawing) -> dict[str, str]:
    return {row.layer: row.role for row in proposed(drawing)}


@pytest.mark.parametrize(
    ("layer", "role"),
    [
        ("A-WALL", "wall"),
        ("xref-House-08$0$A-WALL", "wall"),
        ("xref-House|A-GLAZ", "glass"),
        ("墙体", "wall"),
        ("WINDOW", "glass"),
        ("门窗-门", "glass"),
        ("DOOR_FIRE", "door"),
        ("A-OPENING", "door"),
        ("xref-House-08$0$S-STEM-WALL", "ignore"),
        ("A-FURN", "ignore"),
        ("绿化", "ignore"),
        ("A-TEXT", "name"),
        ("SOMETHING", "ignore"),
    ],
)
def test_a_name_tells_what_a_layer_is(layer: str, role: str) -> None:
    assert roles(layered(**{layer: 3, "WALLS": 3}))[layer] == role


def test_without_a_name_straight_lines_are_guessed_to_be_walls() -> None:
    assert roles(layered(one=5, two=5)) == {"one": "wall", "two": "wall"}


def test_a_guess_leaves_out_layers_of_few_strokes() -> None:
    assert roles(layered(plan=60, leaders=2)) == {"plan": "wall", "leaders": "ignore"}


def test_a_table_corrects_the_proposal_and_comes_back_alike() -> None:
    rows = proposed(layered(one=5, two=5))
    edited = table_text(rows).replace("two,wall", "two,ignore")
    assert {row.layer: row.role for row in with_table(rows, edited)} == {
        "one": "wall",
        "two": "ignore",
    }


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("name,kind\none,wall\n", "its heading needs layer and role"),
        ("layer,role\none,brick\n", "line 2: role must be one of"),
        ("layer,role\nthree,wall\n", "there is no layer 'three'; there are one, two"),
    ],
)
def test_a_wrong_table_is_refused(table: str, reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        with_table(proposed(layered(one=5, two=5)), table)


def in_unit(unit_m: float | None, *dimensions: Dimension) -> Drawing:
    by = Label("毫米", "millimetres") if unit_m else None
    return Drawing((), (), unit_m, by, dimensions)


INCHES = (Dimension(37.0, "3'-1\""), Dimension(192.0, "16'-0\""), Dimension(30.5, "2'-6 1/2\""))


def test_dimensions_outweigh_a_header_and_say_so() -> None:
    scale = scale_of(in_unit(0.001, *INCHES), span=796.0)
    assert scale.unit_m == 0.0254
    (note,) = scale.notes
    assert note.en.startswith(
        "its header is wrong: it says millimetres, by which it would span 0.796 m"
    )
    assert "文件头单位有误" in note.zh


def test_a_header_that_agrees_with_them_needs_no_word() -> None:
    assert scale_of(in_unit(0.0254, *INCHES), span=796.0).notes == ()


def test_a_header_by_which_no_building_would_be_so_small_is_refused_with_what_would_do() -> None:
    with pytest.raises(PlanError, match=r"would span 0\.8 m; give .*--unit in \(20\.3 m\)"):
        scale_of(in_unit(0.001), span=800.0)


def test_without_any_unit_one_is_asked_for() -> None:
    with pytest.raises(PlanError, match="does not say its unit; give --unit"):
        scale_of(in_unit(None), span=20_000.0)


def test_without_any_unit_the_only_one_that_fits_is_taken_and_told() -> None:
    # 60,000 are 60 m by millimetres, and 600 m or more by any other unit.
    scale = scale_of(in_unit(None), span=60_000.0)
    assert scale.unit_m == 0.001
    assert "only by the millimetre" in scale.notes[0].en


def test_the_users_unit_is_taken_and_doubted_aloud() -> None:
    assert scale_of(in_unit(0.001), span=20.0, unit="m").notes == ()
    (note,) = scale_of(in_unit(0.001), span=900.0, unit="m").notes
    assert "span 900 m" in note.en


def test_two_measures_that_differ_show_a_stretched_picture() -> None:
    along, up = Measure((0, 0, 100, 0), 20.0), Measure((0, 0, 0, 100), 24.0)
    scale = scale_of(in_unit(None), span=100.0, measures=(along, up))
    assert scale.unit_m == pytest.approx(0.22)
    assert "differ by 20 %" in scale.notes[0].en
    steady = scale_of(in_unit(None), span=100.0, measures=(along, Measure((0, 0, 0, 50), 10.5)))
    assert steady.notes == ()


def test_a_scale_on_paper_needs_paper() -> None:
    paper = Drawing((), (), None, None, (), (), {"paper_unit_m": 0.0254 / 72})
    assert scale_of(paper, span=567.0, paper_scale=100.0).unit_m == pytest.approx(
        0.035278, abs=1e-6
    )
    with pytest.raises(PlanError, match="no size on paper"):
        scale_of(in_unit(None), span=567.0, paper_scale=100.0)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"paper_unit_m": 0.001}, r"give --scale 50 \(15 m\), --scale 100 \(30 m\), .* or a dist"),
        (
            {"picture_px": [300, 200]},
            "unit; give a distance that you know: --measure .*, in pixels",
        ),
    ],
)
def test_what_lies_on_paper_is_asked_for_a_scale_and_pixels_for_a_distance(
    facts: dict[str, Any], told: str
) -> None:
    """By the inch alone 300 units would be a building, which says nothing of paper or pixels."""
    with pytest.raises(PlanError, match=told):
        scale_of(replace(in_unit(None), facts=facts), span=300.0)
