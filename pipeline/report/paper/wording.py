"""The words that every document for paper carries, whatever it is about."""

from pipeline.domain.label import Label

PAGE = Label("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")
MADE_BY = Label("由 Sightline {version} 生成", "Made by Sightline {version}")
STAND_IN = "〓"
"""The printer's sign for a character that is not to hand."""

REPLACED = Label(
    "本文件所带字体不含以下字符，文中以“〓”代替：{characters}。"
    "用 --font 指定含有这些字符的字体即可显示。",
    "The font of this document lacks these characters, which read 〓: {characters}."
    " --font names a font that has them.",
)
LEFT_TO_READER = Label(
    "本文件所带字体不含以下字符，显示取决于您的系统字体：{characters}",
    "The font inside this document lacks these characters; your system's fonts must show them:"
    " {characters}",
)
