"""Areas of a floor: what must be seen, what must not, and the gates that are watched."""

from dataclasses import dataclass

from shapely import Polygon

from pipeline.domain.calendar import Gathering
from pipeline.domain.label import Label
from pipeline.errors import InputError

ZONE_KINDS: dict[str, Label] = {
    "gate": Label("校门", "gate"),
    "gate_outside": Label("校门外", "outside the gate"),
    "perimeter": Label("周界", "perimeter"),
    "entrance": Label("出入口", "entrance"),
    "corridor": Label("走廊", "corridor"),
    "stairs": Label("楼梯", "stairs"),
    "playground": Label("操场", "playground"),
    "yard": Label("室外活动区", "yard"),
    "road": Label("校内道路", "campus road"),
    "canteen": Label("食堂", "canteen"),
    "dormitory_entrance": Label("宿舍出入口", "dormitory entrance"),
    "library": Label("图书馆", "library"),
    "classroom": Label("教室", "classroom"),
    "laboratory": Label("实验室", "laboratory"),
    "office": Label("办公室", "office"),
    "storage": Label("储藏室", "storage"),
    "kitchen": Label("食堂操作间", "kitchen"),
    "hazard_store": Label("危险品存放处", "store of dangerous goods"),
    "valuables": Label("贵重物品存放处", "store of valuables"),
    "equipment_room": Label("水电气设备间", "plant room"),
    "control_room": Label("监控室", "control room"),
    "guard_room": Label("门卫室", "guard room"),
    "hall": Label("报告厅、体育馆", "assembly or sports hall"),
    "garage": Label("车库", "garage"),
    "lift": Label("电梯轿厢", "lift"),
    "activity_room": Label("活动室", "activity room"),
}
"""Kinds of zone that a clause may name, and what a planner calls them."""

PROHIBITED_KINDS: dict[str, Label] = {
    "toilet": Label("卫生间", "toilet"),
    "dormitory_room": Label("宿舍房间", "dormitory room"),
    "changing_room": Label("更衣室", "changing room"),
    "neighbour": Label("邻近民居", "neighbour's premises"),
}
"""Kinds of place that State Council Order 799, article 8, keeps free of cameras."""


@dataclass(frozen=True)
class Zone:
    """An area of a floor that requirements speak about through its kind.

    `ground_m` is how high its ground lies above the floor's, as on a platform or a landing;
    `facing_deg` is where people in it look to, as those who enter by a gate do. `clear_width_m` is
    how wide the way through a gate is.
    """

    id: str
    kind: str
    label: Label
    area: Polygon
    ground_m: float = 0.0
    facing_deg: float | None = None
    clear_width_m: float | None = None


@dataclass(frozen=True)
class ProhibitedZone:
    """An area where no camera may stand, and that counts neither as covered nor as blind."""

    id: str
    kind: str
    label: Label
    area: Polygon


@dataclass(frozen=True)
class Gate:
    """A zone watched for crowding by one camera.

    Without a ground plane its density is unknown, so the planner gives the four `counts` of
    people at which the tiers 蓝 黄 橙 红 begin. `picture_zone` is the watched polygon in
    fractions of the picture, (0, 0) its upper left and (1, 1) its lower right corner.
    `gathering` is its own bar outside the peak windows, if it has one, and `line` where people are
    counted in and out, if anywhere: its ends in fractions of the picture, as of a GateLine.
    """

    zone_id: str
    camera_id: str
    picture_zone: tuple[tuple[float, float], ...]
    counts: tuple[int, int, int, int]
    gathering: Gathering | None = None
    line: tuple[tuple[float, float], tuple[float, float]] | None = None

    def __post_init__(self) -> None:
        """Refuse counts that do not rise from tier to tier."""
        if not 0 < self.counts[0] < self.counts[1] < self.counts[2] < self.counts[3]:
            raise InputError(
                f"gate {self.zone_id}: counts must rise from tier to tier, got {list(self.counts)}"
            )
