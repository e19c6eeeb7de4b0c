"""The words that every page carries, whatever it is about."""

from pipeline.domain.label import Label

GENERATED = Label("由 Sightline {version} 生成", "Made by Sightline {version}")
OFFLINE = Label(
    "本页不含任何外部链接，可离线阅读和打印。",
    "This page loads nothing from outside; it can be read and printed offline.",
)
UNEMBEDDED = Label(
    "本页所带字体不含以下字符，显示取决于您的系统字体：{characters}",
    "The font inside this page lacks these characters; your system's fonts must show them:"
    " {characters}",
)
