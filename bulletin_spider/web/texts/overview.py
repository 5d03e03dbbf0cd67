"""The words of the overview."""

TEXTS = {
    "title": ("概览", "Overview"),
    "newest": ("最新发布", "Newest bulletins"),
    "empty": (
        "存档中还没有新闻。先运行 bulletin demo。",
        "The archive has no bulletins yet. Run bulletin demo first.",
    ),
}
