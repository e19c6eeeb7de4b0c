"""Four schools of two counties: two passed, two alike, one whose name a spreadsheet would run."""

from pipeline.domain.city import Hazards
from pipeline.domain.label import Label
from pipeline.domain.standing import Standing

EAST, WEST = Label("东城区", "East"), Label("西城区", "West")
LATE, DONE = Hazards(12, 5, 2, 1), Hazards(3, 3, 0, 0)
STANDINGS = (
    Standing(
        Label("第二中学", "School 2"), "fail", 87.86, 10, 10, EAST, 20, 15, Hazards(12, 5, 2, 1)
    ),
    Standing(
        Label("第一小学", "School 1"), "pass", 99.99, 0, 0, WEST, 10, None, Hazards(3, 3, 0, 0)
    ),
    Standing(Label("第三小学", "School 3"), "pass", 99.99, 0, 0, EAST),
    Standing(Label("=1+1", "=1+1"), "fail", 99.995, 1, 1, WEST),
)
