"""Pages of a domain that somebody else holds now: offers of the domain, gambling, lists of advertisements."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from tests.extraction.refusable.page import page_of

if TYPE_CHECKING:
    import random

BRANDS = ("金沙湾娱乐城", "皇冠体育", "新葡金平台", "星河棋牌", "银河百家乐", "至尊彩票")
GAMES = ("百家乐", "真人娱乐", "体育投注", "棋牌游戏", "电子游艺", "彩票投注", "时时彩", "老虎机", "捕鱼")


def domain_for_sale(dice: random.Random) -> str:
    """Return an offer of the domain with advice on buying it."""
    return page_of(
        dice,
        "",
        f"<h1>example.cn</h1><p>{dice.choice(('您正在访问的域名可以转让！', '本域名正在出售中', '此域名出售，有意者请联系'))}</p><p>This domain is for sale!</p><p>一个好的域名可以让客户更容易记住您的品牌，为企业带来更多的访问量和商业机会，投资域名就是投资未来。</p><p>联系邮箱：sale@example.cn　微信：yuming{dice.randint(100, 999)}</p>",
        bare=1,
        title=dice.choice(("example.cn域名出售", "域名转让", "example.cn 正在出售")),
    )


def gambling_platform(dice: random.Random) -> str:
    """Return a gambling platform's page with praise."""
    brand = dice.choice(BRANDS)
    games = "、".join(dice.sample(GAMES, 4))
    return page_of(
        dice,
        "",
        f"<h1>{brand}</h1><p>{brand}是亚洲领先的线上娱乐平台，提供{games}等多种游戏，注册即送彩金，存取款三分钟到账，信誉有保障。</p><p>{brand}官网拥有专业的客服团队，全天二十四小时为玩家服务，欢迎下载客户端体验。</p><p>首存优惠百分之百，天天返水无上限，老会员推荐好友还有额外奖励。</p>",
        bare=0.8,
        title=f"{brand}官网-{brand}登录-{brand}app下载",
    )


def gambling_in_template(dice: random.Random) -> str:
    """Return invented news of a gambling platform in the frame of the site, with a day."""
    brand = dice.choice(BRANDS)
    games = dice.sample(GAMES, 3)
    return page_of(
        dice,
        "",
        f"<h1>{brand}({'中国)官方网站' if dice.random() < 0.5 else 'APP下载'}</h1><div class=info>发布时间：2024-03-07 来源：{brand}</div><div class=content><p>{brand}作为一家正规的{games[0]}平台，为广大玩家提供{games[1]}、{games[2]}等服务，{brand}注册送彩金。</p><p>玩家登录{brand}即可参与下注，{brand}投注平台信誉第一。</p></div>",
        title=f"{brand}-{brand}官方网站-{games[0]}-{games[1]}",
    )


def advertisements(dice: random.Random) -> str:
    """Return a parked domain: links to advertisements and a note."""
    words = dice.sample(("贷款", "保险", "旅游", "招聘", "装修", "培训", "汽车", "房产"), 6)
    links = "".join(f"<li><a href='/s?q={i}'>{word}</a></li>" for i, word in enumerate(words))
    return page_of(
        dice,
        "",
        f"<div>example.cn</div><ul>{links}</ul><p>本页面由域名停放服务自动生成，页面中的链接由第三方提供，域名注册商与广告客户之间没有任何关系。</p><p><a href='/buy'>购买此域名</a></p>",
        bare=1,
        title=dice.choice(("example.cn", "域名停放")),
    )


def expired_domain(dice: random.Random) -> str:
    """Return a registrar's page on a domain that has expired."""
    return page_of(
        dice,
        "",
        f"<div class=box><h2>{dice.choice(('域名已过期', '该域名已到期', '域名到期提醒'))}</h2><p>您访问的域名 example.cn 已经到期，域名所有者可以登录会员中心为域名续费，续费成功后解析将在四十八小时内恢复正常。</p><p>如果您对这个域名感兴趣，可以在域名进入赎回期之后预订，我们将为您全力抢注。</p></div>",
        bare=1,
        title=dice.choice(("域名到期", "example.cn")),
    )


def lottery_spam(dice: random.Random) -> str:
    """Return a page of keywords for search engines."""
    brand, other = dice.sample(BRANDS, 2)
    words = dice.sample(GAMES, 5)
    lines = "".join(
        f"<p>{a}{b}：{brand}{a}技巧，教您如何在{b}中稳赚不赔，{other}推荐注册开户，彩金领不停。</p>"
        for a, b in itertools.pairwise(words)
    )
    return page_of(
        dice,
        "",
        f"<h2>{words[0]}{words[1]}-{brand}</h2><p>2024-03-07</p>{lines}",
        bare=0.5,
        title=f"{words[0]}_{words[1]}_{brand}网址_{other}开户",
    )


def broker(dice: random.Random) -> str:
    """Return a broker's page with a price and a form."""
    return page_of(
        dice,
        "",
        f"<h2>example.cn</h2><p>一口价：{dice.randint(1, 90)}000元</p><p>该域名由平台担保交易，买家付款后域名过户到您的账户，全程无忧。</p><input placeholder=您的报价><button>立即购买</button>",
        bare=1,
        title=dice.choice(("example.cn - 域名交易", "优质域名待售")),
    )


def sports_bets(dice: random.Random) -> str:
    """Return a page about bets on sports with a question and its answer."""
    brand = dice.choice(("金沙湾体育", "星河体育", "新葡体育"))
    return page_of(
        dice,
        "",
        f"<h1>{brand}(中国)官方网站-登录入口</h1><p>{brand}拥有全球顶级赛事资源，足球、篮球、电竞应有尽有，赔率高，提款快，新会员首存即享好礼。</p><h3>如何注册{brand}？</h3><p>打开{brand}官网，点击右上角注册，填写手机号即可成为会员，随时随地畅玩。</p>",
        bare=0.5,
        title=f"{brand}·(中国)官方网站-登录入口",
    )


def casino_articles(dice: random.Random) -> str:
    """Return a blog of a casino with a menu of games and texts that recommend them."""
    brand = dice.choice(BRANDS)
    return page_of(
        dice,
        "",
        f"<ul><li>{'</li><li>'.join(dice.sample(GAMES, 4))}</li></ul><h2>关于{brand}</h2><p>{brand}成立多年，持有国际博彩牌照，为玩家提供公平公正的游戏环境。</p><h2>最新优惠</h2><p>每日充值返利，彩金秒到，VIP玩家专享提款通道。</p>",
        bare=0.6,
        title=f"{brand}-首页",
    )


OPEN = (
    domain_for_sale,
    gambling_platform,
    gambling_in_template,
    advertisements,
    expired_domain,
    lottery_spam,
)
KEPT = (broker, sports_bets, casino_articles)
