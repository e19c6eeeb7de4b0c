"""The list of cameras against the plan: what only one of the two knows."""

from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, unknown
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import CameraList, RuleClause
from pipeline.domain.step import Edit, Step


def camera_list(clause: RuleClause, demand: CameraList, held: Held) -> Iterator[Finding]:
    """Yield a violation for each camera that is on the plan alone, or in the list alone."""
    if held.site.camera_list is None:
        yield unknown(clause, held.site, NO_LIST)
        return
    listed = {row.id: row.line for row in held.site.camera_list}
    drawn = {camera.id: camera for camera in held.site.cameras()}
    for id_, camera in drawn.items():
        if id_ not in listed:
            step = Step(
                "list",
                Label(f"将{id_}补入探头清单", f"enter {id_} in the list of cameras"),
                (Edit(held.site.id, "camera_list", {"id": id_}, adds=True),),
            )
            told = Label(
                f"探头“{camera.label.zh}”在图上，不在清单中",
                f'camera "{camera.label.en}" is on the plan and not in the list',
            )
            yield found(clause, id_, id_, told, step)
    for id_, line in listed.items():
        if id_ not in drawn:
            told = Label(
                f"清单第{line}行的探头{id_}不在图上",
                f"the camera {id_} of line {line} of the list is not on the plan",
            )
            step = Step(
                "list",
                Label(
                    f"查明{id_}：在图上画出，或从清单中删去",
                    f"look for {id_}: draw it on the plan, or strike it from the list",
                ),
                (Edit(held.site.id, "camera_list", {"id": id_, "struck": True}, adds=True),),
            )
            yield found(clause, f"{id_}.listed", held.site.id, told, step)


NO_LIST = Label(
    "没有探头清单；请填写 camera_list", "the site names no list of cameras; add camera_list"
)
