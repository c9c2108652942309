// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/tls_faults.h"

#include "tests/support/standin/certificates.h"

namespace fault_server {
namespace {

using standin::Identity;
using standin::LeafSpec;

// The client's first flight, so that what follows is an answer to it.
void ReadHello(Stream& stream) {
  std::string hello;
  (void)stream.Read(hello);
}

void ResetInHandshake(Stream& stream) {
  ReadHello(stream);
  stream.Reset();
}

void SilenceInHandshake(Stream& stream) {
  std::string ignored;
  while (ignored.size() < 1U << 20U && stream.Read(ignored)) {
  }
}

void PlainTextInHandshake(Stream& stream) {
  ReadHello(stream);
  stream.Write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  stream.CloseCleanly();
}

// Lives as long as the process.
SSL_CTX* ContextOf(const Identity& identity) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate(context, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context, identity.key.get());
  return context;
}

}  // namespace

const std::vector<TlsFault>& TlsFaultTable() {
  static const auto& table = *new std::vector<TlsFault>{
      {"tls", "no fault: a certificate for localhost and 127.0.0.1"},
      {"tls-expired", "the certificate ended an hour ago"},
      {"tls-future", "the certificate begins in an hour"},
      {"tls-wrong-name", "the certificate is another host's"},
      {"tls-self-signed", "the certificate is its own issuer"},
      {"tls-other-ca", "the certificate is of a CA nobody knows"},
      {"tls-1.1", "nothing newer than TLS 1.1"},
      {"tls-reset", "RST after the client's hello", nullptr, ResetInHandshake},
      {"tls-silence", "no answer to the client's hello", nullptr, SilenceInHandshake},
      {"tls-plain", "an HTTP answer to the client's hello", nullptr, PlainTextInHandshake},
  };
  return table;
}

std::vector<TlsFault> MakeTlsFaults(std::string& ca_pem) {
  const Identity authority = standin::MakeAuthority();
  ca_pem = authority.CertificatePem();
  std::vector<TlsFault> faults = TlsFaultTable();
  for (TlsFault& fault : faults) {
    if (fault.spoil != nullptr) continue;
    LeafSpec spec;
    Identity identity;
    if (fault.name == "tls-expired") {
      spec.valid_from = std::chrono::hours(-2);
      spec.valid_until = std::chrono::hours(-1);
    } else if (fault.name == "tls-future") {
      spec.valid_from = std::chrono::hours(1);
    } else if (fault.name == "tls-wrong-name") {
      spec.common_name = "elsewhere.example";
      spec.alternative_names = "DNS:elsewhere.example,IP:192.0.2.1";
    }
    if (fault.name == "tls-self-signed") {
      identity = standin::MakeSelfSigned(spec);
    } else if (fault.name == "tls-other-ca") {
      identity = standin::MakeLeaf(spec, standin::MakeAuthority());
    } else {
      identity = standin::MakeLeaf(spec, authority);
    }
    fault.context = ContextOf(identity);
    if (fault.name == "tls-1.1") {
      SSL_CTX_set_security_level(fault.context, 0);  // or it would offer nothing at all
      SSL_CTX_set_min_proto_version(fault.context, TLS1_VERSION);
      SSL_CTX_set_max_proto_version(fault.context, TLS1_1_VERSION);
    }
  }
  return faults;
}

}  // namespace fault_server
