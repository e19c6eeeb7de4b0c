"""How each field of a file is to be filled in: the remedy of a refusal, and the schema's help."""

from pipeline.config.clause_hints import CLAUSE_HINTS
from pipeline.config.delivery_wording import DELIVERY_HINTS
from pipeline.domain.label import Label

HINTS: dict[str, Label] = {
    # Catalogues of cameras
    "classes": Label(
        "请逐条列出探头型号，每条以“- id:”开头",
        "list the cameras there are, each beginning with '- id:'",
    ),
    "form": Label(
        "请填写 bullet、dome、fisheye、ptz 或 multi_head",
        "give bullet, dome, fisheye, ptz or multi_head",
    ),
    "zoom_deg": Label(
        "请填写变焦时视场角的最小与最大值，例如 [3, 60]",
        "give the least and the greatest field of view of its zoom, as in [3, 60]",
    ),
    "price": Label(
        "请填写价位档次，1（最便宜）到 5", "give its price band, from 1, the cheapest, to 5"
    ),
    "usual": Label(
        "请填写 true 或 false：未指定型号时是否选用",
        "say true or false: whether it is tried where no cameras are named",
    ),
    # Mounting
    "mounting": Label(
        "请写明可安装之处，例如 {heights_m: [3, 4], switches: [[10, 5]]}；可省略",
        "say where cameras may hang, as in {heights_m: [3, 4], switches: [[10, 5]]},"
        " or remove the line",
    ),
    "allowed": Label(
        "请列出允许安装区域的多边形；省略则全部允许",
        "list rings in which cameras may hang; leave it out if they may anywhere",
    ),
    "forbidden": Label("请列出禁止安装区域的多边形", "list rings in which no camera may be hung"),
    "heights_m": Label(
        "请填写安装高度（米）：室内、室外，例如 [3, 4]",
        "give mounting heights in metres, under a ceiling and in the open, as in [3, 4]",
    ),
    "poles": Label("请列出立杆位置，例如 [[20, 15]]", "list where poles stand, as in [[20, 15]]"),
    "ceilings": Label(
        "请列出可吸顶安装区域的多边形", "list rings with a ceiling that cameras may hang from"
    ),
    "switches": Label(
        "请列出交换机位置，例如 [[10, 5]]；据此计入布线费用",
        "list where switches are, as in [[10, 5]]; cables to them are then part of the cost",
    ),
    # Sites
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
    "cameras": Label(
        "请列出探头；没有则删除此行", "list the cameras, or remove the line if there are none"
    ),
    "position": Label(
        "请以米为单位写成 [x, y]，例如 [60, 2]", "write [x, y] in metres, as in [60, 2]"
    ),
    "height_m": Label(
        "请填写安装高度（米），例如 3.5", "give the mounting height in metres, such as 3.5"
    ),
    "pan_deg": Label(
        "请填写水平朝向：自 +x 逆时针的角度，例如 90",
        "give where it points, counter-clockwise from +x, such as 90",
    ),
    "tilt_deg": Label(
        "请填写俯角，向下为正，例如 15", "give its tilt, downwards positive, such as 15"
    ),
    "hfov_deg": Label(
        "请按产品说明书填写水平视场角，例如 84",
        "take the horizontal field of view from the datasheet, such as 84",
    ),
    "roll_deg": Label(
        "请填写绕光轴的转角：从探头后方看顺时针为正，例如 2",
        "give its roll about the axis, clockwise as seen from behind, such as 2",
    ),
    "lens": Label(
        "请写成 {hfov_deg: 180, projection: fisheye} 或 {focal_mm: 6, sensor_width_mm: 5.6}",
        "write {hfov_deg: 180, projection: fisheye} or {focal_mm: 6, sensor_width_mm: 5.6}",
    ),
    "projection": Label(
        "请填写镜头的投影；未写明则为 rectilinear",
        "name the lens's projection, or remove the line for rectilinear",
    ),
    "circle_px": Label(
        "请填写圆形画面的直径（像素），例如 1920；省略则为画面短边",
        "give the diameter of its round picture in pixels, such as 1920;"
        " left out, it is the shorter side",
    ),
    "focal_mm": Label(
        "请填写焦距（毫米），例如 6", "give the focal length in millimetres, such as 6"
    ),
    "sensor_width_mm": Label(
        "请填写感光面宽度（毫米），例如 5.6",
        "give the sensor's width in millimetres, such as 5.6",
    ),
    "heads": Label(
        "请逐个列出镜头，例如 [{pan_deg: -40, tilt_deg: 0, hfov_deg: 84}]",
        "list its lenses, as in [{pan_deg: -40, tilt_deg: 0, hfov_deg: 84}]",
    ),
    "heads.pan_deg": Label(
        "请填写相对探头朝向的水平转角，逆时针为正，例如 -40",
        "give how far it is turned from the camera's own pan, counter-clockwise, such as -40",
    ),
    "heads.tilt_deg": Label(
        "请填写相对探头俯角的转角，向下为正，例如 10",
        "give how far it is turned from the camera's own tilt, downwards positive, such as 10",
    ),
    "tolerance": Label(
        "请写成 {pan_deg: 1, position_m: 0.05}；没有特别要求则删除此行",
        "write {pan_deg: 1, position_m: 0.05}, or remove the line for what is usual",
    ),
    "tolerance.pan_deg": Label(
        "请填写水平朝向可能偏差的角度，例如 2", "give how far its pan may be off, such as 2"
    ),
    "tolerance.tilt_deg": Label(
        "请填写俯角可能偏差的角度，例如 2", "give how far its tilt may be off, such as 2"
    ),
    "tolerance.roll_deg": Label(
        "请填写横滚可能偏差的角度，例如 1", "give how far its roll may be off, such as 1"
    ),
    "position_m": Label(
        "请填写位置和高度可能偏差的距离（米），例如 0.1",
        "give how far its place and height may be off in metres, such as 0.1",
    ),
    "ptz": Label(
        "请写成 {pan_deg: [0, 180], tilt_deg: [0, 90], hfov_deg: [5, 60]}",
        "write {pan_deg: [0, 180], tilt_deg: [0, 90], hfov_deg: [5, 60]}",
    ),
    "ptz.pan_deg": Label(
        "请填写水平转动范围 [最小, 最大]，例如 [0, 180]",
        "give the least and the most of its pan, as in [0, 180]",
    ),
    "ptz.tilt_deg": Label(
        "请填写俯仰范围 [最小, 最大]，例如 [0, 90]",
        "give the least and the most of its tilt, as in [0, 90]",
    ),
    "ptz.hfov_deg": Label(
        "请填写水平视场角范围 [最小, 最大]，例如 [5, 60]",
        "give the least and the most of its field of view, as in [5, 60]",
    ),
    "ir_range_m": Label(
        "请填写自带补光的距离（米），例如 30；没有则删除此行",
        "give how far its own light reaches in metres, such as 30, or remove the line",
    ),
    "masks": Label(
        "请按画面比例列出隐私遮挡的多边形，左上角为 [0, 0]；没有则删除此行",
        "list what is blackened, each a ring in fractions of the picture from [0, 0] upper left,"
        " or remove the line",
    ),
    "picture": Label(
        "请写成 [宽, 高]（像素），例如 [1920, 1080]",
        "write [width, height] in pixels, as in [1920, 1080]",
    ),
    "retention_days": Label(
        "请填写录像保存天数，例如 30", "give for how many days recordings are kept, such as 30"
    ),
    "stream": Label(
        "请写成 {url_env: GATE_URL} 或 {url: …}；没有则删除此行",
        "write {url_env: GATE_URL} or {url: …}, or remove the line",
    ),
    "url": Label("请填写以 rtsp:// 开头的地址", "give an address that begins with rtsp://"),
    "stream.url_file": Label(
        "请填写保存地址的文件（相对于站点文件），例如 gate.url",
        "name the file that holds the address, from the folder of the site file, such as gate.url",
    ),
    "transport": Label(
        "请填写 tcp，或填写 udp（画面可能丢包）；可省略",
        "write tcp, or udp, on which packets get lost, or remove it",
    ),
    "allow_http": Label(
        "true 允许 http(s) 地址（FLV、HLS）；可省略",
        "write true to allow an address of http or https (FLV, HLS), or remove it",
    ),
    "sub": Label(
        "请写成 {url_env: GATE_SUB_URL}；没有子码流则删除",
        "write {url_env: GATE_SUB_URL}, or remove it where the camera has no second stream",
    ),
    "url_env": Label(
        "请填写保存地址的环境变量名，例如 GATE_URL",
        "name the environment variable that holds the address, such as GATE_URL",
    ),
    "gates": Label(
        "请列出需要监测拥堵的校门；没有则删除此行",
        "list the gates watched for crowding, or remove the line if there are none",
    ),
    "zone": Label("请填写该校门部位的编号", "give the id of the gate's zone"),
    "camera": Label("请填写监测该校门的探头编号", "give the id of the camera that watches it"),
    "picture_zone": Label(
        "请按画面比例列出顶点，左上角为 [0, 0]，右下角为 [1, 1]",
        "list corners in fractions of the picture, from [0, 0] upper left to [1, 1] lower right",
    ),
    "counts": Label(
        "请给出蓝、黄、橙、红四级的起始人数，例如 [8, 16, 24, 32]",
        "give the numbers of people at which the four tiers begin, as in [8, 16, 24, 32]",
    ),
    "unexpected": Label(
        "请写成 {people: 8, dwell_s: 60}：高峰时段之外多少人停留多久算意外聚集",
        "write {people: 8, dwell_s: 60}: how many people, for how long, are unexpected outside the"
        " peak windows",
    ),
    "points": Label(
        "请列出测量点，例如 [{id: a, px: [812, 640], plan: [10.2, 4.5]}]",
        "list the points, as in [{id: a, px: [812, 640], plan: [10.2, 4.5]}]",
    ),
    "px": Label(
        "请填写画面中的像素坐标，左上角为 [0, 0]，例如 [812, 640]",
        "give its pixel, [0, 0] being the upper left corner, as in [812, 640]",
    ),
    "share": Label(
        "请按画面比例填写，左上角为 [0, 0]，右下角为 [1, 1]",
        "give it in fractions of the picture, from [0, 0] upper left to [1, 1] lower right",
    ),
    "plan": Label(
        "请填写平面图上的坐标（米），例如 [10.2, 4.5]",
        "give its place on the plan in metres, as in [10.2, 4.5]",
    ),
    "points.height_m": Label(
        "请填写离本层地面的高度（米），例如 1.2；在地面上则删除此行",
        "give how high it lies above the floor in metres, such as 1.2, or remove the line",
    ),
    "flow_line": Label(
        "请按画面比例给出两个端点，例如 [[0.1, 0.7], [0.9, 0.7]]；自左向右画时，朝画面下方走为进",
        "give its two ends in fractions of the picture, as in [[0.1, 0.7], [0.9, 0.7]]: drawn from"
        " left to right, who walks down the picture goes in",
    ),
    "people": Label("请填写人数，例如 8", "give a number of people, such as 8"),
    "dwell_s": Label("请填写秒数，例如 60", "give seconds, such as 60"),
    # Equipment
    "pupils": Label("请填写学生人数，例如 850", "give the number of pupils, such as 850"),
    "recorders": Label(
        "请列出录像机，例如 [{id: nvr-1, disk_tb: 16}]；没有则删除此行",
        "list the recorders, as in [{id: nvr-1, disk_tb: 16}], or remove the line",
    ),
    "camera_list": Label(
        "请填写旁边的 CSV 文件名，例如 cameras.csv；没有则删除此行",
        "name the CSV file beside this one, such as cameras.csv, or remove the line",
    ),
    "clauses.camera_list": Label("请写 camera_list: {}", "write camera_list: {}"),
    "disk_tb": Label(
        "请填写可用硬盘容量（TB，十进制），例如 16",
        "give the usable room on its disks in terabytes, such as 16",
    ),
    "intake_mbps": Label(
        "请按产品说明书填写最大接入带宽（Mbps），例如 160",
        "take the most that it takes in from the datasheet in Mbit/s, such as 160",
    ),
    "backup_min": Label(
        "请填写断电后能工作的分钟数，例如 60；没有备用电源则写 0",
        "give for how many minutes it goes on without mains, such as 60, or 0 for not at all",
    ),
    "fps": Label("请填写每秒帧数，例如 25", "give frames a second, such as 25"),
    "bitrate_mbps": Label(
        "请填写码流（Mbps），例如 4", "give the bitrate of its stream in Mbit/s, such as 4"
    ),
    "recorder": Label("请填写录像机的编号", "give the id of its recorder"),
    "networked": Label(
        "已与公安联网写 true，未联网写 false", "write true if the police can see it, false if not"
    ),
    "clear_width_m": Label(
        "请填写校门净宽（米），例如 6", "give how wide the way through is in metres, such as 6"
    ),
    "devices": Label(
        "请列出设备，例如 [{id: sos-1, kind: emergency_button, position: [60, 14]}]；"
        "没有则删除此行",
        "list the devices, as in [{id: sos-1, kind: emergency_button, position: [60, 14]}],"
        " or remove the line",
    ),
    "range_m": Label(
        "请按产品说明书填写探测距离（米），例如 12",
        "take its range in metres from the datasheet, such as 12",
    ),
    "spread_deg": Label(
        "请按产品说明书填写探测角度，例如 110；全向可省略",
        "take the angle that it watches from the datasheet, such as 110, or leave it out",
    ),
    # Calendars
    "calendar": Label(
        "请写成 {timezone: Asia/Shanghai, peaks: [{name: 上学, hours: 07:10-08:10}]}",
        "write {timezone: Asia/Shanghai, peaks: [{name: Arrival, hours: 07:10-08:10}]}",
    ),
    "timezone": Label(
        "请填写时区，例如 Asia/Shanghai 或 '+08:00'",
        "give a time zone, such as Asia/Shanghai or '+08:00'",
    ),
    "terms": Label(
        "请列出学期的起止日期，例如 [2026-09-01/2027-01-22]；全年上课则删除此行",
        "list the first and last day of each term, as in [2026-09-01/2027-01-22], or remove the"
        " line",
    ),
    "weekdays": Label(
        "请列出星期，例如 [mon, tue, wed, thu, fri]",
        "list days of the week, as in [mon, tue, wed, thu, fri]",
    ),
    "holidays": Label(
        "请列出放假日期，单日加引号，例如 [2026-10-01/2026-10-07, '2027-01-01']",
        "list days, single ones in quotes, as in [2026-10-01/2026-10-07, '2027-01-01']",
    ),
    "make_up": Label(
        "请逐日列出调休，例如 [{date: '2026-10-10', follows: fri}]；没有则删除此行",
        "list days that follow another day's plan, as in [{date: '2026-10-10', follows: fri}]",
    ),
    "date": Label("请加引号，例如 '2026-10-10'", "put a day in quotes, as in '2026-10-10'"),
    "follows": Label("请填写按星期几的安排上课，例如 fri", "say whose plan, such as fri"),
    "peaks": Label(
        "请列出高峰时段，例如 [{name: 上学, hours: 07:10-08:10}]",
        "list the peak windows, as in [{name: Arrival, hours: 07:10-08:10}]",
    ),
    "hours": Label("请写成 07:10-08:10", "write them as in 07:10-08:10"),
    "peaks.gates": Label(
        "请列出校门部位的编号；对所有校门有效则删除此行",
        "list the ids of gates' zones, or remove the line if it holds for all",
    ),
    **CLAUSE_HINTS,
    **DELIVERY_HINTS,
    # Detector manifests
    "file": Label("请填写清单旁边的模型文件名", "name the model file beside the manifest"),
    "sha256": Label("请填写模型文件的 SHA-256", "give the SHA-256 of the model file"),
    "licence": Label(
        "请填写模型的许可证，例如 Apache-2.0", "give the model's licence, such as Apache-2.0"
    ),
    "decoder": Label("请填写解码器名称；可省略", "name its decoder, or remove the line"),
    "input_size": Label(
        "请写成 [宽, 高]（像素），例如 [640, 384]",
        "write [width, height] in pixels, as in [640, 384]",
    ),
    "person_class": Label(
        "请填写“人”的类别序号，例如 0", "give the number of the class 'person', such as 0"
    ),
    "threshold": Label(
        "请填写置信度阈值，例如 0.4", "give the least score of a person, such as 0.4"
    ),
    "iou": Label(
        "请填写重叠阈值，例如 0.6", "give the overlap at which boxes are one person, such as 0.6"
    ),
    "download": Label(
        "请填写模型文件的下载地址（https://…）；可省略",
        "give the web address of the model file (https://…), or remove the line",
    ),
    "normalisation": Label(
        "请写成一组字段，例如 {channels: rgb, scale: 0.00392157}",
        "write it as a mapping, such as {channels: rgb, scale: 0.00392157}",
    ),
    "scale": Label(
        "请填写像素值（0 至 255）的系数，例如 0.00392157",
        "give what pixels from 0 to 255 are multiplied by, such as 0.00392157",
    ),
    "mean": Label(
        "请按通道顺序填写三个均值，例如 [0.485, 0.456, 0.406]",
        "give three numbers in the order of the channels, as in [0.485, 0.456, 0.406]",
    ),
    "std": Label(
        "请按通道顺序填写三个标准差，例如 [0.229, 0.224, 0.225]",
        "give three numbers in the order of the channels, as in [0.229, 0.224, 0.225]",
    ),
    "channels": Label("请填写 bgr 或 rgb", "say bgr or rgb"),
    "layout": Label(
        "请填写 nchw（先通道）或 nhwc（后通道）",
        "say nchw (channels first) or nhwc (channels last)",
    ),
    "fit": Label(
        "请填写 letterbox（保持比例）或 stretch（拉伸）",
        "say letterbox (proportions are kept) or stretch (they are not)",
    ),
    "top_k": Label(
        "请填写模型最多给出多少个框，例如 300",
        "give how many boxes the model gives at most, such as 300",
    ),
    "accuracy": Label("请写明测得的精度，中英文各一句", "say what was measured, in zh and en"),
    "low_confidence": Label(
        "请写明模型的弱点，中英文各一句", "say where the detector is weak, in zh and en"
    ),
    "calibration": Label(
        "由 python -m models.person.recall … --write 写入；可省略",
        "`python -m models.person.recall … --write` writes it, or remove it",
    ),
    "pictures": Label("请填写测量所用的图片数", "give on how many pictures it was measured"),
    "boxes": Label("请填写检测器画出的框数", "give how many boxes the detector drew"),
    "right": Label("请填写其中正确的框数", "give how many of the boxes are right"),
    "heights": Label(
        "请按身高逐行填写，例如 [{from_px: 64, found: 15, people: 29}]",
        "list classes of heights, as in [{from_px: 64, found: 15, people: 29}]",
    ),
    "from_px": Label(
        "请填写人在模型输入中的身高下限（像素），例如 64",
        "give the least height of the class in pixels of the input, such as 64",
    ),
    "found": Label("请填写找到的人数", "give how many of them were found"),
    "heights.people": Label("请填写该身高的总人数", "give how many people there were"),
}
