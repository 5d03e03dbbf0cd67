# Recipes for people who change the program. `just` alone lists them; without just: `uv run just`.

# List the recipes
default:
    @just --list --unsorted

# Run the quick tests: pure packages, no crawls, no servers, under a minute
test *ARGS:
    uv run pytest -q -m "not crawl and not slow and not browser and not s3" {{ ARGS }}

# Run everything that CI runs: all tests, style, types, the main job in a fresh clone
check:
    .ci/run

# Install the lowest versions that pyproject.toml allows in an environment of their own, and run the quick tests there
lowest:
    .ci/lowest

# Write the versions of today with their hashes, and no address, into FILE, to install them elsewhere
constraints FILE="constraints.txt":
    uv export --quiet --no-default-groups --all-extras --no-emit-project --no-annotate --no-header --output-file {{ FILE }}

# Correct the style
format:
    uv run ruff check --fix
    uv run ruff format

# Write the generated tables into the docs
docs:
    uv run python docs/make_tables.py

# Measure extraction, rich bodies, listings and a crawl beside their peers; FOLDER holds pages with truth.jsonl
bench FOLDER:
    uv run --group peers python benchmarks/extraction.py {{ FOLDER }} --peers
    uv run --group peers python benchmarks/rich_body.py {{ FOLDER }} --peers
    uv run --group listing-peers python benchmarks/listings.py
    uv run python -m benchmarks.channels {{ FOLDER }}
    uv run python benchmarks/crawl.py

# Compare every published byte with those of an earlier commit
compare COMMIT:
    uv run python benchmarks/published_bytes.py --before {{ COMMIT }}

# Draw the picture of the terminal that README shows
picture:
    uv run python docs/make_picture.py

# Take the pictures of the web pages that the docs show
screenshots:
    uv run python docs/make_screenshots.py
