// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/port_faults.h"

#include "tests/support/standin/certificates.h"

namespace fault_server {
namespace {

using standin::Identity;
using standin::LeafSpec;

// Reads the ClientHello, so that the data sent next is a response to it.
void ReadClientHello(Stream& stream) {
  std::string hello;
  (void)stream.Read(hello);
}

void ResetAtOnce(Stream& stream) { stream.Reset(); }

void CloseAtOnce(Stream& stream) { stream.Close(); }

void ResetInHandshake(Stream& stream) {
  ReadClientHello(stream);
  stream.Reset();
}

void CloseInHandshake(Stream& stream) {
  ReadClientHello(stream);
  stream.Close();
}

void StallInHandshake(Stream& stream) {
  std::string ignored;
  while (ignored.size() < 1U << 20U && stream.Read(ignored)) {
  }
}

void PlainTextInHandshake(Stream& stream) {
  ReadClientHello(stream);
  stream.Write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  stream.CloseCleanly();
}

// An invalid handshake record, one byte longer than TLS allows without encryption.
void GarbageInHandshake(Stream& stream) {
  ReadClientHello(stream);
  stream.Write("\x16\x03\x03\x40\x01" + std::string(16385, '\xff'));
  stream.CloseCleanly();
}

// Lives as long as the process.
SSL_CTX* ContextOf(const Identity& identity) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate(context, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context, identity.key.get());
  return context;
}

void AllowOnly(SSL_CTX* context, int version) {
  // Otherwise OpenSSL disables old versions and the null cipher.
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
}

SSL_CTX* MakeContext(std::string_view name, const Identity& authority) {
  LeafSpec spec;
  if (name == "tls") {
    spec.alternative_names += ",DNS:*.proxied.example";  // for the hosts behind the proxy
  } else if (name == "tls-expired") {
    spec.valid_from = std::chrono::hours(-2);
    spec.valid_until = std::chrono::hours(-1);
  } else if (name == "tls-future") {
    spec.valid_from = std::chrono::hours(1);
  } else if (name == "tls-wrong-name") {
    spec.common_name = "elsewhere.example";
    spec.alternative_names = "DNS:elsewhere.example,IP:192.0.2.1";
  }
  if (name == "tls-self-signed") return ContextOf(standin::MakeSelfSigned(spec));
  if (name == "tls-other-ca") return ContextOf(MakeLeaf(spec, standin::MakeAuthority()));
  SSL_CTX* context = ContextOf(MakeLeaf(spec, authority));
  if (name == "tls-1.0") AllowOnly(context, TLS1_VERSION);
  if (name == "tls-1.1") AllowOnly(context, TLS1_1_VERSION);
  if (name == "tls-no-cipher") {
    AllowOnly(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-NULL-SHA");
  }
  return context;
}

}  // namespace

const std::vector<PortFault>& PortFaultTable() {
  static const auto& table = *new std::vector<PortFault>{
      {"plain", "no TLS"},
      {"tls", "a certificate for localhost and 127.0.0.1"},
      {"reset-at-accept", "RST as soon as the connection is accepted", ResetAtOnce},
      {"close-at-accept", "FIN as soon as the connection is accepted", CloseAtOnce},
      {"tls-expired", "the certificate expired an hour ago"},
      {"tls-future", "the certificate becomes valid in an hour"},
      {"tls-wrong-name", "the certificate is for another host"},
      {"tls-self-signed", "the certificate is self-signed"},
      {"tls-other-ca", "the certificate is from an unknown CA"},
      {"tls-1.0", "TLS 1.0 only"},
      {"tls-1.1", "TLS 1.1 only"},
      {"tls-no-cipher", "TLS 1.2 with the null cipher only"},
      {"tls-reset", "RST after the ClientHello", ResetInHandshake},
      {"tls-close", "FIN after the ClientHello", CloseInHandshake},
      {"tls-stall", "no response to the ClientHello", StallInHandshake},
      {"tls-plain", "an HTTP response to the ClientHello", PlainTextInHandshake},
      {"tls-garbage", "an invalid TLS record after the ClientHello", GarbageInHandshake},
  };
  return table;
}

std::vector<PortFault> MakePortFaults(std::string& ca_pem) {
  const Identity authority = standin::MakeAuthority();
  ca_pem = authority.CertificatePem();
  std::vector<PortFault> faults = PortFaultTable();
  for (PortFault& fault : faults) {
    if (fault.IsTls() && fault.serve == nullptr) fault.context = MakeContext(fault.name, authority);
  }
  return faults;
}

}  // namespace fault_server
