"""Read the address of an archive in an object store, and the settings of the store from the usual places."""

from __future__ import annotations

import configparser
import os
import re
from pathlib import Path
from typing import NamedTuple

from bulletin_spider.exceptions import UsageFault

SCHEME = "s3://"
RUNS = "runs"
"""The folder of the run records, in which a site has one object a run."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Names of buckets, by the naming rules of Amazon S3."""
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_DEFAULT_REGION = "us-east-1"
_OF_FILES = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
"""Key in the files of the AWS tools → option of the store."""


class StoreAddress(NamedTuple):
    """Where an archive is in an object store: the bucket, and the keys below a prefix; the prefix may be empty."""

    bucket: str
    prefix: str


def is_store_address(text: str) -> bool:
    """Return whether a text names an archive in an object store, not a directory."""
    return text.startswith(SCHEME)


def parse_address(text: str) -> StoreAddress:
    """Return the parts of an address such as ``s3://bucket/prefix``. Raises ``UsageFault``."""
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    parts = prefix.rstrip("/").split("/") if prefix.strip("/") else []
    wrong = any(part in {"", ".", ".."} or not part.isprintable() for part in parts)
    if not is_store_address(text) or wrong or not _BUCKET.fullmatch(bucket):
        raise UsageFault(f"'{text}' is no address of an object store: write it like s3://bucket/prefix")
    if RUNS in parts:
        raise UsageFault(
            f"'{text}': no part of the prefix may be '{RUNS}', as a folder of the archive has this name"
        )
    return StoreAddress(bucket, "/".join(parts))


def endpoint() -> str:
    """Return the address of the S3 server: from the environment or the AWS tools' files; empty for Amazon's own."""
    found = next(filter(None, map(os.environ.get, _ENDPOINTS)), "") or _from_files("endpoint_url")
    return found.rstrip("/")


def store_options() -> dict[str, str]:
    """Return the options of the store: endpoint, region, and credentials from the AWS tools' files.

    Credentials in the environment come first; without any, the client asks for those of the machine's role.
    """
    options = {"region": next(filter(None, map(os.environ.get, _REGIONS)), "") or _from_files("region")}
    options["region"] = options["region"] or _DEFAULT_REGION
    if url := endpoint():
        options["endpoint"] = url
    if not os.environ.get("AWS_ACCESS_KEY_ID"):
        options |= {name: text for key, name in _OF_FILES.items() if (text := _from_files(key))}
    return options


def _from_files(key: str) -> str:
    """Return the value of a key in the AWS tools' files, for the profile that ``AWS_PROFILE`` names."""
    profile = os.environ.get("AWS_PROFILE") or "default"
    for variable, name in (("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")):
        path = Path(os.environ.get(variable) or Path.home() / ".aws" / name)
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError) as error:
            raise UsageFault(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
        for section in (profile, f"profile {profile}"):
            if text := parser.get(section, key, fallback=""):
                return text
    return ""
