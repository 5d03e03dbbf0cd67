"""The words of the list of withdrawn bulletins."""

TEXTS = {
    "title": ("撤下", "Withdrawn"),
    "what": (
        "曾经发布、现在站点上找不到的文章。连续三次以上、历时三天以上都找不到，才算撤下。",
        "Bulletins that are gone from their sites: missing on three visits or more, over three days or more.",
    ),
    "list": ("撤下的文章", "Withdrawn bulletins"),
    "site": ("站点", "Site"),
    "show": ("显示", "Show"),
    "all": ("全部站点", "All sites"),
    "since": ("认定于", "noted"),
    "of_day": ("{day} 发布", "published {day}"),
    "visits": ("逐次访问", "Each visit"),
    "capture": ("能证明它不在了的响应", "The answer that shows that it is gone"),
    "address": ("原地址", "It was at"),
    "nothing": ("没有撤下的文章。", "No bulletin is withdrawn."),
    "see_changes": ("看所有改动", "See all changes"),
}
