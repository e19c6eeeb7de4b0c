"""How each field of a file is to be filled in: the remedy of a refusal, and the schema's help."""

from pipeline.domain.label import Label

HINTS: dict[str, Label] = {
    # Sites
    "format": Label("请写 format: 1", "write format: 1"),
    "id": Label("请给一个英文编号，例如 cam-1", "give an id such as cam-1"),
    "name": Label(
        "请给出名称，例如 {zh: 东门, en: East gate}",
        "give a name such as {zh: 东门, en: East gate}",
    ),
    "zh": Label("请给出中文", "give the Chinese words"),
    "en": Label("请给出英文", "give the English words"),
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
    "picture": Label(
        "请写成 [宽, 高]（像素），例如 [1920, 1080]",
        "write [width, height] in pixels, as in [1920, 1080]",
    ),
    "stream": Label(
        "请写成 {url_env: GATE_URL} 或 {url: …}；没有则删除此行",
        "write {url_env: GATE_URL} or {url: …}, or remove the line",
    ),
    "url": Label("请填写以 rtsp:// 开头的地址", "give an address that begins with rtsp://"),
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
    # Profiles
    "clauses": Label(
        "请逐条列出要求，每条以“- id:”开头", "list the clauses, each beginning with '- id:'"
    ),
    "wording": Label(
        "请给出条文，例如 {zh: 校门全覆盖, en: Gates are covered}",
        "give the clause's words, as in {zh: 校门全覆盖, en: Gates are covered}",
    ),
    "kinds": Label(
        "请列出部位类别，例如 [gate, corridor]", "list kinds of zone, as in [gate, corridor]"
    ),
    "plane_m": Label(
        "请填写目标平面的高度（米），例如 0 或 1.5",
        "give the height of what must be seen in metres, such as 0 or 1.5",
    ),
    "density_px_per_m": Label(
        "请填写每米像素数，例如 62.5", "give pixels per metre on the target, such as 62.5"
    ),
    "min_cameras": Label(
        "请填写至少几个探头能看到每一点，例如 1",
        "give how many cameras must see each point, such as 1",
    ),
    "source": Label(
        "请写明依据：found、recalled、assumed 或 user",
        "say where it comes from: found, recalled, assumed or user",
    ),
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
    "accuracy": Label("请写明测得的精度，中英文各一句", "say what was measured, in zh and en"),
    "low_confidence": Label(
        "请写明模型的弱点，中英文各一句", "say where the detector is weak, in zh and en"
    ),
}
