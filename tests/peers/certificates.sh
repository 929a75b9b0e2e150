#!/usr/bin/env bash
# Makes what an issuer of passes needs, as Apple would have given it to him. Usage:
#   tests/peers/certificates.sh FOLDER [PASS_TYPE [TEAM]]
# root.pem           the authority; the anchor that tests inject
# intermediate.pem   signed by the root, issues pass certificates
# leaf.pem           certificate of the pass type; its key is leaf.key
# renewed.pem, .key  the same as a year later: another key, the same authority
# stranger.pem, .key signed by itself, with the same names
set -euo pipefail
mkdir -p "$1" && cd "$1"
type=${2:-pass.org.example.store}
team=${3:-TEAM123456}
subject="/UID=$type/CN=Pass Type ID: $type/OU=$team/O=Example Store Oy/C=FI"

cat >extensions.cnf <<END
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
1.2.840.113635.100.6.2.1 = DER:05:00
[pass]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = 1.2.840.113635.100.4.14
END

quietly() { "$@" >>openssl.log 2>&1 || { cat openssl.log >&2; exit 1; }; }
# request NAME SUBJECT: a key and a request for a certificate.
request() { quietly openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2"; }
# grant NAME ISSUER SECTION: the certificate for it.
grant() { quietly openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 30 -sha256 -extfile extensions.cnf -extensions "$3" -out "$1.pem"; }

quietly openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 30 -subj "/CN=Kantis Test Root/O=Kantis tests"
request intermediate "/CN=Kantis Test Pass Authority/O=Kantis tests"
grant intermediate root authority
for name in leaf renewed; do
  request "$name" "$subject"
  grant "$name" intermediate pass
done
quietly openssl req -x509 -newkey rsa:2048 -nodes -keyout stranger.key -out stranger.pem -days 30 -subj "$subject" -addext "extendedKeyUsage = 1.2.840.113635.100.4.14"
rm -f ./*.csr extensions.cnf openssl.log
