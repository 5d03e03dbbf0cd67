"""Say what an error of the client means, as an error of the system with one line of text and what to do about it."""

from __future__ import annotations

import errno
import os
import re

from bulletin_spider.archive.object_store.requests.addresses import endpoint

_CODE = re.compile(r"<Code>([^<]*)</Code>(?:.*?<Message>([^<]*)</Message>)?", re.DOTALL)
_CODE_OF_DELETION = re.compile(r"failed for key .*: (.*) \(code: (\w+)\)")
_STATUS = re.compile(r"status code: ((\d{3})[^:\n]*)")
_ASKED = re.compile(r"Error performing [A-Z]+ (\S+) in ")
_WHY_UNTRUSTED = re.compile(r"InvalidCertificate\(\s*(?:Other\(\s*OtherError\(\s*)?(\w+)")
_OVERLOADED = {
    "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "RequestLimitExceeded", "Throttling",
    "ThrottlingException", "TooManyRequests",
}  # fmt: skip
"""Codes of errors that pass, by the S3 API and the guides of AWS for clients."""
_CONFLICTS = {"ConditionalRequestConflict", "OperationAborted"}
"""Codes for two requests for one key at the same moment: neither says what the key holds now."""
_NO_ROOM = {
    "QuotaExceeded", "QuotaExceededException", "EntityTooLarge", "InsufficientStorage", "StorageFull",
    "InsufficientCapacity",
}  # fmt: skip
_WRONG_KEY = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity", "NotSignedUp"}
_EXPIRED = {"ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestExpired"}
_OTHER_REGION = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
_NOT_S3 = (
    "Unable to extract metadata",
    "Header missing from response",
    "InvalidListResponse",
    "InvalidDeleteObjectsResponse",
    "NotPartial",
)
"""What the client calls an answer that no S3 server gives."""
_TOO_LATE = "no answer in time"
_SILENT = {
    "dns error": "its name is unknown",
    "ConnectionRefused": "connection refused",
    "kind: Timeout": _TOO_LATE,
    "TimedOut": _TOO_LATE,
    "kind: Interrupted": "connection cut",
    "IncompleteMessage": "connection cut",
}
"""Sign in the client's error → why no server has answered."""
_PASSING_STATUS = {408, 429}
_REDIRECTS = range(300, 400)
_NO_SUCH_RANGE = 416
_FULL = 507
_SERVER_FAILS = 500
_LONGEST_ANSWER = 200
"""Characters of an answer that a message repeats."""


class StoreFault(OSError):
    """A request to the store failed. ``strerror`` says why in one line, ``remedy`` what to do about it.

    ``passes`` says that the same request may succeed later, without anybody doing anything.
    """

    passes = False

    def __init__(self, number: int, text: str, key: str, remedy: str) -> None:
        super().__init__(number, text, key)
        self.remedy = remedy


class PassingFault(StoreFault):
    """The store is away, overloaded or restarting, or the connection was cut."""

    passes = True


class SlowAnswer(PassingFault):
    """The store did not answer in time."""


class EmptyObject(StoreFault):
    """A range of an object was asked for that has no bytes."""


class NoCredentials(PassingFault):
    """No credentials are in the environment or the files, and the machine's role gives none."""


class ChangedObject(StoreFault):
    """An object was not replaced, because it is another one than the caller has seen."""


class LostSite(ChangedObject):
    """Nothing more is put into a site, because a run on another machine has taken it over. ``strerror`` says which."""

    is_of_other_run = True


def store_fault(error: Exception, bucket: str, key: str) -> OSError:
    """Return the error of the system that says what the client's error means."""
    said = _Answer(error)
    name = f"s3://{bucket}/{key}"
    return _of_class(error, said, name) or _of_code(said, bucket, name) or _of_connection(said, name)


def no_store(name: str) -> StoreFault:
    """Return the fault of a server that answers, but not as an S3 server does."""
    return StoreFault(
        errno.EPROTO,
        f"what answers at {store_name()} is no S3 server",
        name,
        "check AWS_ENDPOINT_URL, and whether a proxy or a network's login page answers in its place",
    )


def store_name() -> str:
    """Return the address of the store, for messages."""
    return endpoint() or "Amazon S3"


class _Answer:
    """What the text of the client's error says."""

    def __init__(self, error: Exception) -> None:
        self.text = str(error)
        found = _CODE.search(self.text)
        self.code, self.message = (found[1], found[2] or "") if found else ("", "")
        if not found and (found := _CODE_OF_DELETION.search(self.text)):
            self.message, self.code = found[1], found[2]
        found = _STATUS.search(self.text)
        self.status = int(found[2]) if found else 0
        line = ": ".join(filter(None, (self.code or (found[1].strip() if found else ""), self.message)))
        self.line = "".join(sign if sign.isprintable() else " " for sign in line)[:_LONGEST_ANSWER].rstrip(
            ". "
        )
        found = _ASKED.search(self.text)
        self.asked = found[1] if found else ""


def _of_class(error: Exception, said: _Answer, name: str) -> OSError | None:
    """Return the fault for what the client tells apart by classes."""
    from obstore import exceptions  # noqa: PLC0415 - an extra

    if said.code in _CONFLICTS:
        return PassingFault(
            errno.EBUSY, f"another request for the same key is going on ({said.line})", name, "try again"
        )
    if isinstance(error, exceptions.AlreadyExistsError):
        return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
    if isinstance(error, exceptions.PreconditionError):
        return ChangedObject(errno.EBUSY, "another process has changed the object", name, "try again")
    if isinstance(error, FileNotFoundError) and said.code != "NoSuchBucket":
        # The answer about the head of an object has no body, so its code is not known.
        if not said.code and "performing HEAD" not in said.text:
            return no_store(name)
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    return None


def _of_code(said: _Answer, bucket: str, name: str) -> StoreFault | None:  # noqa: PLR0911 - one for each cause
    """Return the fault for what the server has answered; None if it has not."""
    if said.asked and not _is_store(said.asked):
        return _no_credentials(said, name)
    if said.code == "NoSuchBucket":
        text = f"there is no bucket '{bucket}'"
        return StoreFault(errno.ENODEV, text, name, "create the bucket, or correct its name")
    if said.code == "RequestTimeTooSkewed":
        text = "the store refuses the request, because the clock of this machine is wrong"
        return StoreFault(errno.EACCES, text, name, "set the clock")
    if said.code in _NO_ROOM or said.status == _FULL:
        return StoreFault(errno.ENOSPC, f"the store has no room ({said.line})", name, "make room")
    if said.status == _NO_SUCH_RANGE:
        return EmptyObject(errno.EINVAL, "the object has no bytes", name, "report this")
    if said.code in _OTHER_REGION or "redirect without LOCATION" in said.text:
        return StoreFault(errno.EACCES, "the bucket is in another region", name, "set AWS_REGION")
    if said.code in _OVERLOADED or said.status in _PASSING_STATUS or said.status >= _SERVER_FAILS:
        text, remedy = f"the store at {store_name()} answers: {said.line}", "see what the store's log says"
        return PassingFault(errno.EIO, text, name, remedy)
    if said.code or said.status:
        return _refused(said, name)
    if any(kind in said.text for kind in _NOT_S3):
        return no_store(name)
    return None


def _refused(said: _Answer, name: str) -> StoreFault:
    text = f"the store refuses the request ({said.line})"
    if said.code in _WRONG_KEY:
        return StoreFault(errno.EACCES, text, name, "check the access key and its secret")
    if said.code in _EXPIRED:
        return StoreFault(errno.EACCES, text, name, "renew the credentials")
    if said.status in {401, 403} or said.code == "AccessDenied":
        remedy = "check the credentials, what their policy allows, and the clock of this machine"
        if said.code == "AccessDenied":
            remedy = "check what the policy of the credentials allows"
        return StoreFault(errno.EACCES, text, name, remedy)
    if not said.code and said.status in _REDIRECTS:
        return no_store(name)
    return StoreFault(errno.EIO, f"the store answers: {said.line}", name, "see what the store's log says")


def _of_connection(said: _Answer, name: str) -> StoreFault:
    """Return the fault of a request that no server has answered."""
    at = store_name()
    if "MissingSecretAccessKey" in said.text or "MissingAccessKeyId" in said.text:
        return _no_credentials(said, name)
    if "InvalidCertificate" in said.text:
        why = found[1] if (found := _WHY_UNTRUSTED.search(said.text)) else "invalid"
        text = f"the certificate of the store at {at} is not trusted ({why})"
        remedy = "check AWS_ENDPOINT_URL, or name a file with its authority's certificate in AWS_CA_BUNDLE"
        return StoreFault(errno.EACCES, text, name, remedy)
    if "InvalidContentType" in said.text:
        text = f"the store at {at} does not speak TLS"
        return StoreFault(errno.EPROTO, text, name, "correct https:// in AWS_ENDPOINT_URL")
    if "HttpError" not in said.text:
        first = said.text.partition("\n")[0][:_LONGEST_ANSWER]
        return StoreFault(errno.EIO, f"a request to the store at {at} fails: {first}", name, "report this")
    why = next((why for sign, why in _SILENT.items() if sign in said.text), "no connection")
    kind = SlowAnswer if why == _TOO_LATE else PassingFault
    remedy = "check the network and AWS_ENDPOINT_URL"
    return kind(errno.EIO, f"the store at {at} does not answer ({why})", name, remedy)


def _no_credentials(said: _Answer, name: str) -> NoCredentials:
    asked = f": {said.asked} gives none" if said.asked else ""
    return NoCredentials(
        errno.EACCES,
        f"there are no credentials for the store{asked}",
        name,
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with both in AWS_PROFILE",
    )


def _is_store(url: str) -> bool:
    """Return whether an address that was asked is the store's, not that of a server that gives credentials."""
    if at := endpoint():
        return url.startswith(at)
    return "s3" in url.partition("://")[2].partition("/")[0].split(".")
