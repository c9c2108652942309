// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/tls_context.h"

#include <array>
#include <ctime>
#include <exception>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "provider/base/free_by.h"
#include "provider/http/ip_address.h"
#include "provider/text/redaction.h"

namespace provider::http {
namespace {

constexpr std::size_t kLongestText = 200;
constexpr int kMostNames = 50;

using BioPtr = std::unique_ptr<BIO, base::FreeBy<BIO_free_all>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, base::FreeBy<X509_STORE_CTX_free>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, base::FreeBy<GENERAL_NAMES_free>>;

// ---- Facts

int RecordIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// Callback for OpenSSL: called for each certificate of a chain, and for each problem.
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
  return text::CleanForeignText({data, static_cast<std::size_t>(size)}, kLongestText);
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
    return text::CleanForeignText({reinterpret_cast<const char*>(bytes), size}, kLongestText);
  }
  return FormatIpAddress({bytes, size});
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

// ---- Trust

constexpr unsigned long kAsInGo = X509_V_FLAG_PARTIAL_CHAIN;  // all in the store are trusted

// Adds the certificates of `authorities` that may be the issuer of `certificate`, or the
// certificate itself.
void AddRelated(const CaBundle& authorities, X509_STORE* store, X509* certificate) {
  authorities.AddSubject(store, X509_get_issuer_name(certificate));
  authorities.AddSubject(store, X509_get_subject_name(certificate));
}

// Verifies the chain of `verification` again, with the certificates of `authorities` added. OpenSSL
// cannot continue a failed verification, so this runs a new one and copies its result to the first.
int VerifyAgain(X509_STORE_CTX* verification, const CaBundle& authorities) {
  auto* store = X509_STORE_CTX_get0_store(verification);
  auto* leaf = X509_STORE_CTX_get0_cert(verification);
  auto* sent = X509_STORE_CTX_get0_untrusted(verification);
  if (!authorities.AddTo(store)) return -1;
  AddRelated(authorities, store, leaf);
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    AddRelated(authorities, store, sk_X509_value(sent, i));
  }
  const StoreContextPtr again(X509_STORE_CTX_new());
  if (!again || X509_STORE_CTX_init(again.get(), store, leaf, sent) != 1) return -1;
  const int ssl_index = SSL_get_ex_data_X509_STORE_CTX_idx();
  X509_STORE_CTX_set_ex_data(again.get(), ssl_index,
                             X509_STORE_CTX_get_ex_data(verification, ssl_index));
  X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(again.get()),
                         X509_STORE_CTX_get0_param(verification));
  X509_STORE_CTX_set_verify_cb(again.get(), OnVerified);
  const int verified = X509_verify_cert(again.get());
  X509_STORE_CTX_set_error(verification, X509_STORE_CTX_get_error(again.get()));
  X509_STORE_CTX_set0_verified_chain(verification, X509_STORE_CTX_get1_chain(again.get()));
  return verified;
}

void AppendDer(X509* certificate, DerCertificates& chain) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return;
  chain.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
}

// The certificates that the server sent, its own first.
DerCertificates ChainOf(X509_STORE_CTX* verification) {
  DerCertificates chain;
  AppendDer(X509_STORE_CTX_get0_cert(verification), chain);
  auto* sent = X509_STORE_CTX_get0_untrusted(verification);
  for (int i = 0; i < sk_X509_num(sent); ++i) AppendDer(sk_X509_value(sent, i), chain);
  return chain;
}

// Callback for OpenSSL: verifies the server's chain. First uses only the hash links, which reads
// about two small files. If that fails, adds the bundle, if that fails too, every file, and then
// the system's store, which may obtain an authority that it does not have yet.
int VerifyChain(X509_STORE_CTX* verification, void* context) noexcept {
  const auto& system = *static_cast<const SystemAuthorities*>(context);
  int verified = X509_verify_cert(verification);
  try {
    // Retry after any error: an expired authority may have a renewed certificate in another file.
    if (verified == 0) verified = VerifyAgain(verification, system.Bundle());
    if (verified == 0) verified = VerifyAgain(verification, system.Files());
    if (verified == 0 && system.HasStore()) verified = VerifyAgain(verification, system.Store());
    if (verified == 0 && system.HasStore()) {
      const auto* fetched = system.FetchAuthority(ChainOf(verification));
      if (fetched != nullptr) verified = VerifyAgain(verification, *fetched);
    }
  } catch (const std::exception&) {  // exceptions must not pass through OpenSSL
    X509_STORE_CTX_set_error(verification, X509_V_ERR_OUT_OF_MEM);
    return 0;
  }
  return verified;
}

bool AddTrust(SSL_CTX* context, const Trust& trust) {
  auto* store = SSL_CTX_get_cert_store(context);
  X509_STORE_set_flags(store, kAsInGo);
  if (trust.bundle) return trust.bundle->AddTo(store);
  auto* by_hash = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
  const auto directories = trust.system->Directories();
  if (by_hash == nullptr ||
      (!directories.empty() &&
       X509_LOOKUP_add_dir(by_hash, directories.c_str(), X509_FILETYPE_PEM) != 1)) {
    return false;
  }
  SSL_CTX_set_cert_verify_callback(context, VerifyChain,
                                   const_cast<SystemAuthorities*>(trust.system.get()));
  return true;
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

CertificateFault CertificateRecord::fault() const {
  switch (error_) {
    case X509_V_OK:
      return CertificateFault::kNone;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return CertificateFault::kNotYetValid;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return CertificateFault::kExpired;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return CertificateFault::kSelfSigned;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return CertificateFault::kUnknownAuthority;
    default:
      return CertificateFault::kOther;
  }
}

bool PrepareTlsContext(ssl_ctx_st* context, const Trust& trust, CertificateRecord& record) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, OnVerified);
  // Refuses renegotiation: a later handshake on a kept connection would use a record that no longer
  // exists.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  return SSL_CTX_set_ex_data(context, RecordIndex(), &record) == 1 && AddTrust(context, trust);
}

}  // namespace provider::http
