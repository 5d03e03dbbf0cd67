"""Make safe HTML of the body as its page has it: headings, lists, tables, links and pictures. No crawl needs it."""
