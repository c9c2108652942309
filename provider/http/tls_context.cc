// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/tls_context.h"

#include <array>
#include <ctime>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "provider/base/free_by.h"
#include "provider/base/redaction.h"

namespace provider::http {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr int kMostNames = 50;

using BioPtr = std::unique_ptr<BIO, base::FreeBy<BIO_free_all>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, base::FreeBy<GENERAL_NAMES_free>>;

// ---- Trust

int TrustIndex() {
  static const int index = X509_STORE_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// The server sends its issuers along, except the last one; none of them needs to be looked for.
bool IsAmongSent(X509_STORE_CTX* verification, X509* certificate) {
  auto* sent = X509_STORE_CTX_get0_untrusted(verification);
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    auto* each = sk_X509_value(sent, i);
    if (X509_cmp(each, certificate) != 0 && X509_check_issued(each, certificate) == X509_V_OK) {
      return true;
    }
  }
  return false;
}

// Of OpenSSL's store: looks for the hash link first, and only when that leads nowhere reads all
// files.
int FindIssuer(X509** issuer, X509_STORE_CTX* verification, X509* certificate) {
  const int found = X509_STORE_CTX_get1_issuer(issuer, verification, certificate);
  auto* store = X509_STORE_CTX_get0_store(verification);
  const auto* system =
      static_cast<const SystemAuthorities*>(X509_STORE_get_ex_data(store, TrustIndex()));
  if (found != 0 || system == nullptr || IsAmongSent(verification, certificate)) return found;
  // The certificate itself, too: an intermediate authority may be all that is trusted.
  for (const auto* name : {X509_get_issuer_name(certificate), X509_get_subject_name(certificate)}) {
    system->Certificates().AddSubject(store, name);
  }
  return X509_STORE_CTX_get1_issuer(issuer, verification, certificate);
}

bool AddTrust(X509_STORE* store, const Trust& trust) {
  if (trust.bundle) return trust.bundle->AddTo(store);
  auto* by_hash = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
  if (by_hash == nullptr) return false;
  const auto directories = trust.system->Directories();
  if (!directories.empty() &&
      X509_LOOKUP_add_dir(by_hash, directories.c_str(), X509_FILETYPE_PEM) != 1) {
    return false;
  }
  X509_STORE_set_get_issuer(store, FindIssuer);
  return X509_STORE_set_ex_data(store, TrustIndex(),
                                const_cast<SystemAuthorities*>(trust.system.get())) == 1;
}

// ---- Facts

int RecordIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// Of OpenSSL: called for each certificate of a chain, and for each problem.
int OnVerified(int is_good, X509_STORE_CTX* verification) {
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* record =
      static_cast<CertificateRecord*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), RecordIndex()));
  record->Note(X509_STORE_CTX_get_current_cert(verification),
               X509_STORE_CTX_get_error_depth(verification),
               is_good != 0 ? 0 : X509_STORE_CTX_get_error(verification));
  return is_good;
}

std::string Text(const X509_NAME* name) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  constexpr unsigned long kForm = XN_FLAG_ONELINE & ~XN_FLAG_SPC_EQ;
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, kForm) < 0) return {};
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return base::CleanForeignText({data, static_cast<std::size_t>(size)}, kLongestName);
}

std::string Text(const ASN1_TIME* time) {
  std::tm parts{};
  std::array<char, 32> text{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unreadable date";
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return {text.data(), size};
}

std::string Text(const GENERAL_NAME& name) {
  int type = 0;
  const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(&name, &type));
  if (type != GEN_DNS && type != GEN_IPADD) return {};
  const auto* bytes = ASN1_STRING_get0_data(value);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(value));
  if (type == GEN_DNS) {
    return base::CleanForeignText({reinterpret_cast<const char*>(bytes), size}, kLongestName);
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (size != sizeof(in_addr) && size != sizeof(in6_addr)) return {};
  ::inet_ntop(size == sizeof(in_addr) ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

std::vector<std::string> NamesOf(const X509* certificate) {
  std::vector<std::string> names;
  const NamesPtr all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(all.get()) && i < kMostNames; ++i) {
    if (auto name = Text(*sk_GENERAL_NAME_value(all.get(), i)); !name.empty()) {
      names.push_back(std::move(name));
    }
  }
  if (names.empty()) names.push_back(Text(X509_get_subject_name(certificate)));
  return names;
}

}  // namespace

void CertificateRecord::Free::operator()(x509_st* certificate) const { X509_free(certificate); }

CertificateRecord::CertificateRecord() = default;
CertificateRecord::~CertificateRecord() = default;

void CertificateRecord::Note(x509_st* certificate, int depth, int error) {
  if (certificate != nullptr) X509_up_ref(certificate);
  certificate_.reset(certificate);
  depth_ = depth;
  error_ = error;
}

std::optional<CertificateFacts> CertificateRecord::Facts() const {
  if (!certificate_) return std::nullopt;
  CertificateFacts facts{.names = NamesOf(certificate_.get()),
                         .subject = Text(X509_get_subject_name(certificate_.get())),
                         .issuer = Text(X509_get_issuer_name(certificate_.get())),
                         .valid_from = Text(X509_get0_notBefore(certificate_.get())),
                         .valid_to = Text(X509_get0_notAfter(certificate_.get()))};
  ERR_clear_error();
  return facts;
}

bool PrepareTlsContext(ssl_ctx_st* context, const Trust& trust, CertificateRecord& record) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, OnVerified);
  // A server must not start another handshake on a connection that was kept: the record is gone by
  // then.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  return SSL_CTX_set_ex_data(context, RecordIndex(), &record) == 1 &&
         AddTrust(SSL_CTX_get_cert_store(context), trust);
}

}  // namespace provider::http
