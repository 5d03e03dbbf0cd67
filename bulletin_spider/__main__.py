"""``python -m bulletin_spider`` is the program ``bulletin``."""

from bulletin_spider.command_line.main import main

if __name__ == "__main__":
    main()
