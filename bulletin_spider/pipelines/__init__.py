"""One article response to one version: normalize the page, check completeness, decide the change."""
