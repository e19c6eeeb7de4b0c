"""How each field of a plan is to be filled in: where it lies, its floors, and what stands there."""

from pipeline.domain.label import Label

PLAN_HINTS: dict[str, Label] = {
    "format": Label("请写 format: 1", "write format: 1"),
    "id": Label("请给一个英文编号，例如 cam-1", "give an id such as cam-1"),
    "name": Label(
        "请给出名称，例如 {zh: 东门, en: East gate}",
        "give a name such as {zh: 东门, en: East gate}",
    ),
    "zh": Label("请给出中文", "give the Chinese words"),
    "en": Label("请给出英文", "give the English words"),
    "georeference": Label(
        "请写明平面图所在位置，例如 {lat_deg: 39.9, lon_deg: 116.4, bearing_deg: 0}",
        "say where the plan lies, as in {lat_deg: 39.9, lon_deg: 116.4, bearing_deg: 0}",
    ),
    "lat_deg": Label(
        "请填写 WGS-84 纬度（不是国内电子地图的偏移坐标），例如 39.9",
        "give the latitude by WGS-84, not by a shifted web map, such as 39.9",
    ),
    "lon_deg": Label(
        "请填写 WGS-84 经度（不是国内电子地图的偏移坐标），例如 116.4",
        "give the longitude by WGS-84, not by a shifted web map, such as 116.4",
    ),
    "bearing_deg": Label(
        "请填写平面图 +y 方向的方位角（自正北顺时针），例如 0",
        "give the bearing of the plan's +y, clockwise from true north, such as 0",
    ),
    "at": Label(
        "请填写该经纬度对应的平面图坐标（米），例如 [0, 0]",
        "give the point of the plan that this is, in metres, as in [0, 0]",
    ),
    "school": Label(
        "请写成 {county: …, level: primary, type: day, licensed: true, ownership: public}；可省略",
        "write {county: …, level: primary, type: day, licensed: true, ownership: public},"
        " or remove the line",
    ),
    "county": Label(
        "请填写所属区县，例如 {zh: 东区, en: East district}",
        "name its county, such as {zh: 东区, en: East district}",
    ),
    "level": Label(
        "请填写学段，例如 primary；sightline schema 会列出",
        "say what it teaches, such as primary; sightline schema lists the words",
    ),
    "type": Label(
        "请填写学校类型，例如 day（走读）或 boarding（寄宿）",
        "say of which type it is, such as day or boarding",
    ),
    "licensed": Label(
        "请填写是否有办学许可：true 或 false", "say whether it is licensed: true or false"
    ),
    "ownership": Label("请填写 public（公办）或 private（民办）", "say public or private"),
    "floors": Label(
        "请逐层列出楼层，每层以“- id:”开头", "list the floors, each beginning with '- id:'"
    ),
    "outline": Label(
        "请以米为单位列出楼层轮廓的顶点，例如 [[0, 0], [120, 0], [120, 90], [0, 90]]",
        "list the floor's corners in metres, as in [[0, 0], [120, 0], [120, 90], [0, 90]]",
    ),
    "occluders": Label(
        "请列出墙和建筑物；没有则删除此行",
        "list walls and buildings, or remove the line if there are none",
    ),
    "kind": Label(
        "请给出类别；sightline schema 会列出", "give its kind; sightline schema lists them"
    ),
    "line": Label(
        "请以米为单位列出墙线的点，例如 [[0, 0], [10, 0]]",
        "list the wall's points in metres, as in [[0, 0], [10, 0]]",
    ),
    "ring": Label(
        "请以米为单位列出顶点，例如 [[0, 0], [4, 0], [4, 3]]",
        "list its corners in metres, as in [[0, 0], [4, 0], [4, 3]]",
    ),
    "thickness_m": Label("请以米为单位，例如 0.24", "give metres, such as 0.24"),
    "bottom_m": Label(
        "请填写底部离地高度（米），例如 2.2；落地的可省略",
        "give where it begins above the floor in metres, such as 2.2; on the ground leave it out",
    ),
    "top_m": Label(
        "请填写顶部离地高度（米），例如 1.1；到顶的可省略",
        "give where it ends above the floor in metres, such as 1.1; at full height leave it out",
    ),
    "sill_m": Label(
        "请填写窗台离地高度（米），例如 0.9；其下为实墙",
        "give the height of the sill in metres, such as 0.9; below it the wall is solid",
    ),
    "lintel_m": Label(
        "请填写过梁底离地高度（米），例如 2.1；其上为实墙",
        "give the height of the lintel in metres, such as 2.1; above it the wall is solid",
    ),
    "voids": Label(
        "请列出无地面之处（中庭、楼梯井）的多边形；没有则删除此行",
        "list rings where there is no ground, as above an atrium, or remove the line",
    ),
    "underlay": Label(
        "请写成 {picture: plan.png, x_m: 0, y_m: 0, width_m: 60, height_m: 40}；没有底图则删除此行",
        "write {picture: plan.png, x_m: 0, y_m: 0, width_m: 60, height_m: 40}, or remove the line",
    ),
    "underlay.picture": Label(
        "请填写站点文件旁的图片（PNG、JPEG），例如 plan.png",
        "name the picture (PNG, JPEG) beside this file, such as plan.png",
    ),
    "x_m": Label(
        "请填写底图左下角的 x（米），例如 0",
        "give the x of the picture's lower left corner in metres, such as 0",
    ),
    "y_m": Label(
        "请填写底图左下角的 y（米），例如 0",
        "give the y of the picture's lower left corner in metres, such as 0",
    ),
    "width_m": Label(
        "请填写底图在平面图上的宽度（米），例如 60",
        "give how wide the picture is on the plan in metres, such as 60",
    ),
    "underlay.height_m": Label(
        "请填写底图在平面图上的高度（米），例如 40",
        "give how high the picture is on the plan in metres, such as 40",
    ),
    "rotation_deg": Label(
        "请填写底图绕其左下角逆时针的转角，例如 0",
        "give how far it is turned about that corner, counter-clockwise, such as 0",
    ),
    "opacity": Label(
        "请填写 0（看不见）至 1（原样）之间的数，例如 0.5",
        "give a number from 0 (not to be seen) to 1 (as it is), such as 0.5",
    ),
    "lit": Label(
        "请列出夜间有照明之处的多边形；没有则删除此行",
        "list rings where lamps burn at night, or remove the line",
    ),
    "ground_m": Label(
        "请填写地面高出本层的高度（米），例如 0.3",
        "give how high its ground lies above the floor's in metres, such as 0.3",
    ),
    "facing_deg": Label(
        "请填写人们面朝的方向：自 +x 逆时针的角度，例如 90",
        "give where people in it look to, counter-clockwise from +x, such as 90",
    ),
    "zones": Label(
        "请列出需要看到的部位；没有则删除此行",
        "list the areas that must be seen, or remove the line if there are none",
    ),
    "prohibited": Label(
        "请列出禁拍区；没有则删除此行",
        "list the areas where no camera may stand, or remove the line if there are none",
    ),
    "pupils": Label("请填写学生人数，例如 850", "give the number of pupils, such as 850"),
}
