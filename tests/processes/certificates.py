"""Certificates for tests: an authority of the test's own, and servers it vouches for or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pos.runtime.clock import SystemClock

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates; whoever trusts `path` trusts them."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    path: Path

    def vouch(self, path: Path, *, host: str = "127.0.0.1", until: timedelta = _DAY) -> Path:
        """Write key and certificate of a server into one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(_named(host), key, self.certificate.subject, self.key, until)
        return _written(path, key, certificate)


def an_authority(path: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Authority of a test")
    certificate = _certificate(name, key, name, key, _DAY, is_authority=True)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(key, certificate, path)


def self_signed(path: Path, host: str = "127.0.0.1") -> Path:
    """Write key and certificate of a server that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    return _written(path, key, _certificate(_named(host), key, _named(host), key, _DAY))


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    signer: ec.EllipticCurvePrivateKey,
    until: timedelta,
    *,
    is_authority: bool = False,
) -> x509.Certificate:
    now: datetime = SystemClock().now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 30 * _DAY)
        .not_valid_after(now + until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_authority:
        host = subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        names = x509.SubjectAlternativeName([_general_name(str(host))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(IPv4Address(host))
    except ValueError:
        return x509.DNSName(host)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _written(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Path:
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
