"""``bulletin notify [--test]``: check the addresses of ``BULLETIN_NOTIFY``, and send them a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.messages.apprise_sending import address_fault, send_message
from bulletin_spider.messages.message import Message, MessageKind
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import argparse

_TEST = Message(
    "a test", f"Messages arrive. This one was sent by: {PROGRAM} notify --test", MessageKind.SUCCESS
)


class NotifyAction(Action):
    """Check whether Apprise knows the services of the addresses in BULLETIN_NOTIFY; --test sends a message to them."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--test``."""
        parser.add_argument("--test", action="store_true", help="send one message to each address")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the addresses, send the message, and print what happened."""
        self.exitcode = run_command("notify", args, lambda: self._notify(test=opts.test))

    def _notify(self, *, test: bool) -> None:
        addresses = self.settings["NOTIFY"] or ""
        if not addresses.strip():
            raise UsageFault("BULLETIN_NOTIFY is not set: nobody is notified; docs/operations.md says how")
        if fault := address_fault(addresses):
            raise UsageFault(fault)
        count = len(addresses.split())
        known = f"{count} address{'es' * (count > 1)}"
        if not test:
            print_line(f"{known}: Apprise knows {'its service' if count == 1 else 'their services'}; "
                       "--test sends a message")  # fmt: skip
            return
        if failed := send_message(addresses, _TEST):
            raise RunFault(failed)
        print_line(f"{known}: a message is sent; look whether it arrives")
