"""Print how many commands README and docs have, and how many are run: ``uv run python -m tests.docs``."""

from tests.docs.counting import count, every_command, where, why_not

for block, command in every_command():
    if why := where(block) or why_not(command):
        print(f"{block.place}: {command.splitlines()[0][:60]}: {why}")
print(count())
