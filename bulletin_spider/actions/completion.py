"""``bulletin completion bash``: print the code by which a shell completes commands, options and sites."""

from __future__ import annotations

import argparse
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.layout import Layout
from bulletin_spider.crawl.site_check.known_sites import known_sites
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BASH = """\
_bulletin() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} options= sites= i
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W '{commands}' -- "$word"))
        return
    fi
    case ${{COMP_WORDS[1]}} in
{cases}
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    elif [[ $before == --site || $before == --spider || -n $sites ]]; then
        COMPREPLY=($(compgen -W "$("${{COMP_WORDS[0]}}" completion sites 2>/dev/null)" -- "$word"))
    fi
}}
complete -o default -F _bulletin bulletin
"""
_ZSH = """\
#compdef bulletin
_bulletin() {{
    local options= sites=
    if ((CURRENT == 2)); then
        compadd -- {commands}
        return
    fi
    case ${{words[2]}} in
{cases}
    esac
    if [[ ${{words[CURRENT]}} == -* ]]; then
        compadd -- ${{=options}}
    elif [[ ${{words[CURRENT-1]}} == --(site|spider) || -n $sites ]]; then
        compadd -- $("${{words[1]}}" completion sites 2>/dev/null)
    else
        _files
    fi
}}
compdef _bulletin bulletin
"""
_SHELLS = ("bash", "zsh", "fish")


class _Described(NamedTuple):
    """What a shell needs of a command."""

    name: str
    text: str
    options: dict[str, str]
    """Option → its help."""
    takes_sites: bool


class CompletionAction(Action):
    """Print the code for a shell, or the names of all sites, which that code asks for."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - it has no option
        """Print the code or the names."""
        self.exitcode = run_command("completion", args[1:], lambda: self._print(args))

    def _print(self, args: list[str]) -> None:
        if args == ["sites"]:
            print_line("\n".join(self._sites()))
        elif args and args[0] in _SHELLS:
            commands = sorted(self._commands())
            code = _fish_code(commands) if args[0] == "fish" else _code(args[0], commands)
            print_line(code.rstrip("\n"))
        else:
            raise UsageFault(
                f"name your shell: {PROGRAM} completion {'|'.join(_SHELLS)}; docs/commands.md says more"
            )

    def _sites(self) -> list[str]:
        modules, tables = self.settings.getlist("SPIDER_MODULES"), self.settings.getlist("SITES")
        known = known_sites(find_project().directory, modules, tables)
        return sorted({*known.names, *archived_sites(Layout.of(self.settings))})

    def _commands(self) -> Iterator[_Described]:
        """Yield the commands of Scrapy and ours; of two with one name the project's counts, as in Scrapy."""
        packages: dict[str, str] = {}
        for package in ("scrapy.commands", self.settings["COMMANDS_MODULE"]):
            places = import_module(package).__path__
            packages |= {one.name: package for one in pkgutil.iter_modules(places) if one.name[0] != "_"}
        for name, package in packages.items():
            command = import_module(f"{package}.{name}").Command()
            parser = argparse.ArgumentParser(conflict_handler="resolve")
            command.settings = self.settings
            command.add_options(parser)
            actions = [one for one in parser._actions if one.help != argparse.SUPPRESS]  # noqa: SLF001 - no public name
            options = {option: one.help or "" for one in actions for option in one.option_strings}
            takes_sites = "SITE" in command.syntax() or "<spider>" in command.syntax()
            yield _Described(name, command.short_desc(), options, takes_sites)


def _code(shell: str, commands: Iterable[_Described]) -> str:
    cases = [
        f"        {one.name}) options='{' '.join(one.options)}'{' sites=1' if one.takes_sites else ''} ;;"
        for one in commands
    ]
    names = " ".join(one.name for one in commands)
    return {"bash": _BASH, "zsh": _ZSH}[shell].format(commands=names, cases="\n".join(cases))


def _fish_code(commands: Iterable[_Described]) -> str:
    lines = []
    for one in commands:
        lines.append(f"complete -c bulletin -f -n __fish_use_subcommand -a {one.name} -d {_quoted(one.text)}")
        seen = f"complete -c bulletin -n '__fish_seen_subcommand_from {one.name}'"
        for option, text in one.options.items():
            flag = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            lines.append(f"{seen} {flag} -d {_quoted(text)}")
        if one.takes_sites:
            lines.append(f"{seen} -f -a '(bulletin completion sites 2>/dev/null)'")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("%%", "%").replace("\\", "\\\\").replace("'", "\\'") + "'"
