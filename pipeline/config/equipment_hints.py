"""How each field of equipment is to be filled in that is no camera."""

from pipeline.domain.label import Label

EQUIPMENT_HINTS: dict[str, Label] = {
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
}
