"""How each field of a camera is to be filled in, and of the models and places that there are."""

from pipeline.domain.label import Label

CAMERA_HINTS: dict[str, Label] = {
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
    "fps": Label("请填写每秒帧数，例如 25", "give frames a second, such as 25"),
    "bitrate_mbps": Label(
        "请填写码流（Mbps），例如 4", "give the bitrate of its stream in Mbit/s, such as 4"
    ),
    "recorder": Label("请填写录像机的编号", "give the id of its recorder"),
    "networked": Label(
        "已与公安联网写 true，未联网写 false", "write true if the police can see it, false if not"
    ),
}
