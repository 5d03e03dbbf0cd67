"""What the pages that are no bulletin say of themselves, in their code and in their words."""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


CHALLENGE_CODE = re.compile(
    r"\$_ts\b|__jsl_clearance|security_session_verify|acw_sc__v2|__jsluid|_cf_chl|cf-browser-verification|yunsuo|safeline"
    r"|slg_|WZWS|\bgeetest\b.{0,80}verify|waf_?(?:captcha|verify)|aliyun_waf|probe\.js\?"
)
CHALLENGE = _any(
    r"(?:安全|人机|访问|滑动)验证|请完成.{0,6}验证|验证码.{0,10}继续访问",
    r"访问(?:被|已被|请求被)(?:拦截|拒绝|阻断|禁止)|请求已?被?(?:拦截|阻断)|安全拦截|已被网站[^，。]{0,12}拦截|不合法参数|疑似.{0,6}攻击|访问过于频繁|您的IP",
    r"网站防火墙|创宇盾|云锁|安全狗|加速乐|web应用防火墙|\bwaf\b",
    r"checking your browser|just a moment|ddos protection|captcha",
)
NOT_FOUND = _any(
    r"(?<!\d)404(?!\d)|not found|无法找到",
    r"页面(?:不存在|未找到|没有找到|丢失|找不到|已删除|已被删除|走丢)",
    r"(?:页面|网页|文件|信息|内容|文章|栏目|资源|地址|链接)[^，。]{0,10}"
    r"(?:不存在|已(?:被)?(?:下架|删除|移除|下线|撤销|失效)|找不到|未找到|没有找到)",
    r"找不到(?:该|此|您|相关|指定)?.{0,8}(?:页面|网页|文件|页)",
)
ERROR = _any(
    r"(?<!\d)(?:50[0-4]|403|400)(?!\d)\s?(?:错误|error|-(?!\d)|forbidden|bad|internal|gateway|service)",
    r"^(?:错误|出错了?|error)(?:页面?|信息)?(?=\s|$)",
    r"internal server error|bad gateway|service unavailable|gateway time|forbidden|access denied",
    r"server error|^\S{0,40}\s?nginx",
    r"runtime error|sql\s?(?:server|error|syntax)|数据库(?:连接|出错|错误|异常)|stack trace",
    r"(?:unhandled|java\.\S{1,40}|uncaught) ?exception",
    r"系统(?:发生)?(?:错误|异常|繁忙|维护|出错|升级)|网站(?:(?:正在)?(?:维护|升级|建设)中|(?:已|暂时)?关闭)",
    r"(?:网站|系统|页面|栏目|正在)(?:维护|建设|升级)中|维护中(?=\W|$)|暂停服务",
    r"错误提示|提示信息|系统提示|程序(?:出错|异常)|服务器(?:错误|内部|繁忙|异常)|应用程序中的服务器错误",
    r"拒绝访问|没有权限|无权访问|仅限(?:内网|内部|校内)",
    r"(?:网站|网址|站点|链接|页面)[^，。]{0,6}(?:(?:不能|无法)(?:访问|打开)|已?被?(?:禁用|停用)|(?:已经?)(?:变更|更换|迁移))|网址是否正确",
    r"(?:发生|出现)了?一?个?错误|非法(?:操作|请求|访问)[！!。.]?(?=\s|$)|无法加载(?:模块|控制器|页面)",
)
ADDRESSED = _any(r"您|抱歉|对不起|请稍|页面|网页|访问|服务器|sorry|error")
"""How a page that is no bulletin speaks to its reader, if it takes a whole sentence."""
NOTHING = _any(
    r"(?:暂无|暂时没有|(?:没有|未)(?:找到|查询?到|检索到|搜索?到)?)(?:任何)?(?:相关|符合条件)?的?.{0,2}(?:数据|内容|信息|记录|结果|文章|新闻|资料)"
)
"""How a list says that it is empty."""
TITLE_CODE = re.compile(
    r"\W{0,3}(?:error|http)?\s?(40\d|50\d)\W{0,3}(?:$|错误|出错|页面|禁止|服务器|网关|error|forbidden|not found|bad"
    r"|internal|gateway|service|unauthorized|request)",
    re.IGNORECASE,
)
"""A title tag that is nothing but the status of an answer."""
ANNOUNCED = re.compile(r"关于.{2,60}的(?:通知|公告|通告|公示|函)$")
"""A headline of a notice, which may speak of what breaks down."""
WAITING = _any(r"(?:加载|载入|跳转)中|loading|正在(?:加载|载入|跳转|为您)")
LOGIN = _any(r"登\s?录|登\s?陆|用户名|密\s?码|[账帐]号|sign in|log ?in")
SHELL = _any(
    r"location\s?\.\s?(?:href|replace|assign)|window\.location|http-equiv=.{0,3}refresh",
    r"<iframe|<frame|document\.write|createElement",
    r"启用\s?javascript|enable javascript|id=.{0,3}(?:app|root)\b",
)
