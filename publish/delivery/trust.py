"""Whom a mail server's certificate is vouched for by: what is said when nobody does."""

from __future__ import annotations

import ssl

OWN = "if it is a certificate of your own organisation, name the file of whoever vouches for it in SSL_CERT_FILE"


def refusal(host: str, error: ssl.SSLError) -> tuple[str, str]:
    """Why a connection was not encrypted, and what to do about it."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return f"no encryption with `{host}`: {error.reason or error}", ""
    why = error.verify_message.rstrip(".")
    return f"the certificate of `{host}` is not to be trusted: {why}", OWN
