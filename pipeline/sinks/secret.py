"""The one door to secrets: an environment variable or a file, read when it is used, never kept."""

import os
from pathlib import Path

from pipeline.domain.delivery import Secret, Target
from pipeline.errors import DeliveryError

MOST_BYTES = 65536


def read_secret(secret: Secret) -> str:
    """Return a secret without the line's end that files have; raises DeliveryError, without it."""
    if secret.env is not None:
        value = os.environ.get(secret.env, "")
        if not value:
            raise DeliveryError(f"the environment variable {secret.env} is not set")
        return value
    path = Path(secret.file or "")
    try:
        with path.open("rb") as file:
            value = file.read(MOST_BYTES).decode("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise DeliveryError(f"the secret file {path} cannot be read") from error
    if not value:
        raise DeliveryError(f"the secret file {path} is empty")
    return value


def address_of(target: Target) -> str:
    """Return where a target is, which may be a secret itself."""
    return read_secret(target.secret_address) if target.secret_address else target.address


def secrets_of(target: Target) -> tuple[Secret, ...]:
    """Return all secrets that a target needs."""
    each = (target.secret_address, target.secret, target.password)
    return tuple(secret for secret in each if secret is not None)
