"""How each field of a detector's manifest is to be filled in."""

from pipeline.domain.label import Label

MANIFEST_HINTS: dict[str, Label] = {
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
