// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/port_faults.h"

#include "tests/support/standin/certificates.h"

namespace fault_server {
namespace {

using standin::Identity;
using standin::LeafSpec;

// The client's first flight, so that what follows is a response to it.
void ReadHello(Stream& stream) {
  std::string hello;
  (void)stream.Read(hello);
}

void ResetAtOnce(Stream& stream) { stream.Reset(); }

void CloseAtOnce(Stream& stream) { stream.Close(); }

void ResetInHandshake(Stream& stream) {
  ReadHello(stream);
  stream.Reset();
}

void CloseInHandshake(Stream& stream) {
  ReadHello(stream);
  stream.Close();
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

// A handshake record that announces 16 KiB and is not valid.
void GarbageInHandshake(Stream& stream) {
  ReadHello(stream);
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

void SpeakOnly(SSL_CTX* context, int version) {
  SSL_CTX_set_security_level(context, 0);  // otherwise it would offer nothing
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
}

SSL_CTX* MakeContext(std::string_view name, const Identity& authority) {
  LeafSpec spec;
  if (name == "tls") {
    spec.alternative_names += ",DNS:*.proxied.example";  // behind a proxy, any host name
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
  if (name == "tls-1.0") SpeakOnly(context, TLS1_VERSION);
  if (name == "tls-1.1") SpeakOnly(context, TLS1_1_VERSION);
  if (name == "tls-no-cipher") {
    SpeakOnly(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-NULL-SHA");
  }
  return context;
}

}  // namespace

const std::vector<PortFault>& PortFaultTable() {
  static const auto& table = *new std::vector<PortFault>{
      {"plain", "no TLS"},
      {"tls", "a certificate for localhost and 127.0.0.1"},
      {"reset-at-accept", "RST as soon as the connection is there", ResetAtOnce},
      {"close-at-accept", "FIN as soon as the connection is there", CloseAtOnce},
      {"tls-expired", "the certificate ended an hour ago"},
      {"tls-future", "the certificate begins in an hour"},
      {"tls-wrong-name", "the certificate is another host's"},
      {"tls-self-signed", "the certificate is its own issuer"},
      {"tls-other-ca", "the certificate is of a CA nobody knows"},
      {"tls-1.0", "nothing but TLS 1.0"},
      {"tls-1.1", "nothing but TLS 1.1"},
      {"tls-no-cipher", "TLS 1.2 with no cipher but the null one"},
      {"tls-reset", "RST after the client's hello", ResetInHandshake},
      {"tls-close", "FIN after the client's hello", CloseInHandshake},
      {"tls-silence", "no answer to the client's hello", SilenceInHandshake},
      {"tls-plain", "an HTTP answer to the client's hello", PlainTextInHandshake},
      {"tls-garbage", "a record of rubbish after the client's hello", GarbageInHandshake},
  };
  return table;
}

std::vector<PortFault> MakePortFaults(std::string& ca_pem) {
  const Identity authority = standin::MakeAuthority();
  ca_pem = authority.CertificatePem();
  std::vector<PortFault> faults = PortFaultTable();
  for (PortFault& fault : faults) {
    if (fault.IsTls() && fault.spoil == nullptr) fault.context = MakeContext(fault.name, authority);
  }
  return faults;
}

}  // namespace fault_server
