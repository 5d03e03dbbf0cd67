"""Read the address of an archive in an object store, and the settings of the store from the usual places."""

from __future__ import annotations

import configparser
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEME = "s3://"
RUNS = "runs"
"""The folder of the run records, in which a site has one object a run."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Names of buckets, by the naming rules of Amazon S3."""
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")
_ENDPOINT = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:/[!-~]*)?")
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_DEFAULT_REGION = "us-east-1"
_OF_FILES = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
"""Key in the files of the AWS tools → option of the store."""
_OF_ENVIRONMENT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_ELSEWHERE = re.compile(r"credential_|sso_|role_arn|login_session")
"""Keys of a profile whose credentials come from a program or another server."""
_OTHER_WAYS = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as 'aws configure export-credentials' prints them"
)


class StoreAddress(NamedTuple):
    """Where an archive is in an object store: the bucket, and the keys below a prefix; the prefix may be empty."""

    bucket: str
    prefix: str


def is_store_address(text: str) -> bool:
    """Return whether a text names an archive in an object store, not a directory. Raises ``UsageFault`` if neither."""
    if text.startswith(SCHEME):
        return True
    if _OTHER_SCHEME.match(text):
        shown = "an address with '@'" if "@" in text else f"'{text}'"
        raise UsageFault(f"{shown} is neither a directory nor an address like s3://bucket/prefix")
    return False


def refuse_address(name: str, text: str) -> None:
    """Raise ``UsageFault`` if a setting or an option that names a local file has the address of a store."""
    if is_store_address(text):
        raise UsageFault(f"{name}: an object store holds archives only; name a place on this machine")


def parse_address(text: str) -> StoreAddress:
    """Return the parts of an address such as ``s3://bucket/prefix``. Raises ``UsageFault``."""
    if "@" in text:
        raise UsageFault(
            "leave user and password out of the archive's address: keys have variables of their own"
        )
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
    """Return the address of the S3 server: from the environment or the AWS tools' files; empty for Amazon's own.

    Raises ``UsageFault``.
    """
    url = next(filter(None, map(os.environ.get, _ENDPOINTS)), "") or _from_files("endpoint_url")
    return _checked_endpoint(url) if url else ""


@lru_cache(maxsize=8)
def _checked_endpoint(url: str) -> str:
    if "@" in url:
        raise UsageFault("leave user and password out of AWS_ENDPOINT_URL: keys have variables of their own")
    if not _ENDPOINT.fullmatch(url):
        raise UsageFault(f"AWS_ENDPOINT_URL is '{url}': write it like https://s3.example.org")
    return url.rstrip("/")


def store_options() -> dict[str, str]:
    """Return the options of the store: endpoint, region, and credentials from the AWS tools' files.

    Credentials in the environment come first; without any, the client asks for those of the machine's role. Raises
    ``UsageFault``.
    """
    options = {"region": next(filter(None, map(os.environ.get, _REGIONS)), "") or _from_files("region")}
    options["region"] = options["region"] or _DEFAULT_REGION
    if url := endpoint():
        options["endpoint"] = url
    return options | _credentials()


def trusted_certificates() -> str:
    """Return the certificates, in PEM, that are trusted beside the system's: of ``AWS_CA_BUNDLE``. Empty if none are.

    Raises ``UsageFault``.
    """
    name = os.environ.get("AWS_CA_BUNDLE") or _from_files("ca_bundle")
    try:
        return Path(name).read_text(encoding="ascii") if name else ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no file of certificates"
        raise UsageFault(f"AWS_CA_BUNDLE: {name} cannot be read: {why}") from None


def _credentials() -> dict[str, str]:
    """Return the keys of the AWS tools' files, checked; none if the environment has some."""
    found = dict(zip(_OF_FILES.values(), map(os.environ.get, _OF_ENVIRONMENT), strict=True))
    in_files = not found["access_key_id"]
    if in_files:
        sections = _sections()
        section = next((one for one in sections if "aws_access_key_id" in one), {})
        _check_profile(sections, section)
        found = {name: section.get(key) for key, name in _OF_FILES.items()}
    given = {name: text for name, text in found.items() if text}
    if given and "secret_access_key" not in given:
        raise UsageFault(f"the access key of the object store has no secret: {_OTHER_WAYS}")
    for name, text in given.items():
        if not (text.isascii() and text.isprintable()):
            raise UsageFault(f"the {name} of the object store has a character that no key has: copy it again")
    return given if in_files else {}


def _check_profile(sections: list[Mapping[str, str]], found: Mapping[str, str]) -> None:
    """Raise ``UsageFault`` if ``AWS_PROFILE`` names a profile that has no keys."""
    profile = os.environ.get("AWS_PROFILE")
    if not profile or found:
        return
    if not sections:
        raise UsageFault(f"AWS_PROFILE is '{profile}', a profile that is not in the files of the AWS tools")
    if ways := sorted({key for one in sections for key in one if _ELSEWHERE.match(key)}):
        raise UsageFault(f"the profile '{profile}' has no keys but {ways[0]}: {_OTHER_WAYS}")


def _from_files(key: str) -> str:
    """Return the value of a key in the AWS tools' files, for the profile that ``AWS_PROFILE`` names."""
    return next((text for section in _sections() if (text := section.get(key))), "")


def _sections() -> list[Mapping[str, str]]:
    """Return the sections of the profile in the AWS tools' files: that with credentials first."""
    profile = os.environ.get("AWS_PROFILE") or "default"
    found: list[Mapping[str, str]] = []
    for variable, name in (("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")):
        path = Path(os.environ.get(variable) or Path.home() / ".aws" / name)
        try:
            parser = _parsed(path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            continue
        except (configparser.Error, OSError, UnicodeDecodeError) as error:
            why = type(error).__name__ if isinstance(error, configparser.Error) else error
            raise UsageFault(f"{path} cannot be read: {why}") from None
        found += [
            parser[section] for section in (profile, f"profile {profile}") if parser.has_section(section)
        ]
    return found


@lru_cache(maxsize=4)
def _parsed(path: Path, _changed: int) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(default_section="")
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser
