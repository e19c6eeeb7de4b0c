"""What users are told about a file that is none, or whose YAML cannot be read."""

from pipeline.domain.label import Label

FILE_WORDINGS: dict[str, Label] = {
    # The file itself
    "no_file": Label("没有这个文件；请检查路径", "no such file; check the path"),
    "directory": Label(
        "这是一个文件夹；请给出其中的文件，例如 site.yaml",
        "is a folder; name the file in it, such as site.yaml",
    ),
    "not_a_file": Label(
        "不是普通文件；请先把内容存为文件", "is no regular file; save its content as a file first"
    ),
    "unreadable": Label(
        "无法读取（{reason}）；请检查文件权限", "cannot be read ({reason}); check its permissions"
    ),
    "too_large": Label(
        "文件超过 {most} MiB；请按楼层或校区拆分",
        "is larger than {most} MiB; split it by floor or campus",
    ),
    "not_utf8": Label(
        "不是 UTF-8 编码；请另存为 UTF-8", "is not UTF-8 text; save the file as UTF-8"
    ),
    "control": Label(
        "含有不可见的控制字符 {code}；请删除它", "holds the control character {code}; remove it"
    ),
    "empty": Label("文件是空的；请以 format: 1 开头填写内容", "is empty; begin it with format: 1"),
    # YAML
    "yaml_tab": Label("缩进用了制表符；请改用空格", "a tab is used to indent; use spaces"),
    "yaml_start": Label(
        "没有值能以这个字符开头；请给文本加引号",
        "no value begins with this character; put it in quotes",
    ),
    "yaml_bracket": Label(
        "这里的括号没有配对，或缺少逗号；请补上 ] 或 }} 或逗号",
        "a bracket that opens here is not closed, or a comma is missing; add ] or }} or the comma",
    ),
    "yaml_quote": Label(
        "这里的引号没有结束；请补上引号",
        "a quote that opens here is not closed; add the other quote",
    ),
    "yaml_colon": Label(
        "冒号的位置不对；请写成“字段: 值”，含冒号的文本要加引号",
        "a colon is missing or out of place;"
        " write 'field: value', and quote text with colons in it",
    ),
    "yaml_indent": Label(
        "缩进与上文不一致；同一层的各行要对齐",
        "the indentation does not fit the lines above; align fields of one level",
    ),
    "yaml_syntax": Label(
        "不是有效的 YAML；请检查这一行附近的缩进、括号和引号",
        "is not valid YAML; check indentation, brackets and quotes near this line",
    ),
    "yaml_documents": Label(
        "文件里有第二个文档；请删除“---”或拆成两个文件",
        "a second document begins; remove the '---' or make two files",
    ),
    "yaml_alias": Label(
        "不允许使用锚点（&）和别名（*）；请把内容写全，文本要加引号",
        "anchors (&) and aliases (*) are not allowed; write the value out, or quote the text",
    ),
    "yaml_tag": Label(
        "不允许使用标签（!）；请删除它，文本要加引号",
        "tags (!) are not allowed; remove it, or quote the text",
    ),
    "yaml_depth": Label(
        "嵌套超过 {most} 层；请检查括号",
        "is nested more than {most} levels deep; check the brackets",
    ),
    "yaml_nodes": Label(
        "内容超过 {most} 个值；请简化图形或拆分文件",
        "holds more than {most} values; simplify its shapes or split the file",
    ),
    "yaml_key": Label(
        "字段名应为一个词；请写成“字段: 值”", "a field's name must be a word; write 'field: value'"
    ),
    "yaml_duplicate": Label(
        "此字段在第 {first} 行已出现；请删除或改名其中一个",
        "is given twice, first on line {first}; remove or rename one of them",
    ),
}
