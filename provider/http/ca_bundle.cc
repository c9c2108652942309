// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ca_bundle.h"

#include <new>
#include <utility>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "provider/base/free_by.h"

namespace provider::http {
namespace {

using BioPtr = std::unique_ptr<BIO, base::FreeBy<BIO_free_all>>;
using NamePtr = std::unique_ptr<X509_NAME, base::FreeBy<X509_NAME_free>>;
using X509Ptr = std::unique_ptr<X509, base::FreeBy<X509_free>>;
using LookupMethodPtr = std::unique_ptr<X509_LOOKUP_METHOD, base::FreeBy<X509_LOOKUP_meth_free>>;

void FreeBytes(void* bytes) { OPENSSL_free(bytes); }

struct PemBlock {
  std::unique_ptr<char, base::FreeBy<FreeBytes>> kind;
  std::unique_ptr<unsigned char, base::FreeBy<FreeBytes>> bytes;
  long size = 0;
};

struct Entry {
  NamePtr subject;
  PemBlock block;
  bool is_trusted_form = false;  // OpenSSL's own form, with what it is trusted for after it
};

// Enter and Skip read one DER element with the expected tag. Enter moves `at` to its content and
// returns the content's length; Skip moves `at` past it. If the element is malformed or has
// another tag, Enter returns a negative number and Skip returns false.
long Enter(const unsigned char*& at, const unsigned char* end, int expected_tag) {
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  const int form = ASN1_get_object(&at, &length, &tag, &tag_class, static_cast<long>(end - at));
  if ((form & 0x80) != 0 || (form & 1) != 0) return -1;  // an error, or an indefinite length
  const bool matches = tag_class == V_ASN1_UNIVERSAL && tag == expected_tag;
  return matches && length <= end - at ? length : -1;
}

bool Skip(const unsigned char*& at, const unsigned char* end, int expected_tag) {
  const long length = Enter(at, end, expected_tag);
  if (length < 0) return false;
  at += length;
  return true;
}

// RFC 5280, section 4.1: the subject is the sixth field, or the fifth if the version is left out.
NamePtr SubjectOf(const PemBlock& block) {
  const unsigned char* at = block.bytes.get();
  const unsigned char* end = at + block.size;
  if (Enter(at, end, V_ASN1_SEQUENCE) < 0) return nullptr;  // Certificate
  const long length = Enter(at, end, V_ASN1_SEQUENCE);      // TBSCertificate
  if (length < 0) return nullptr;
  end = at + length;
  constexpr unsigned char kVersion = 0xA0;  // [0] EXPLICIT
  constexpr long kVersionSize = 5;
  if (length > kVersionSize && *at == kVersion) at += kVersionSize;
  if (!Skip(at, end, V_ASN1_INTEGER) || !Skip(at, end, V_ASN1_SEQUENCE) ||
      !Skip(at, end, V_ASN1_SEQUENCE) || !Skip(at, end, V_ASN1_SEQUENCE)) {
    return nullptr;
  }
  return NamePtr(d2i_X509_NAME(nullptr, &at, static_cast<long>(end - at)));
}

X509Ptr Parse(const Entry& entry) {
  const unsigned char* at = entry.block.bytes.get();
  return X509Ptr(entry.is_trusted_form ? d2i_X509_AUX(nullptr, &at, entry.block.size)
                                       : d2i_X509(nullptr, &at, entry.block.size));
}

}  // namespace

struct CaBundle::Content {
  std::vector<Entry> entries;

  // Adds the certificates of a text. Returns the number of damaged blocks.
  int Add(std::string_view pem) {
    if (pem.empty()) return 0;  // OpenSSL accepts no null pointer
    const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (!bio) throw std::bad_alloc();
    for (int damaged = 0;; ERR_clear_error()) {
      char* kind = nullptr;
      char* header = nullptr;
      unsigned char* bytes = nullptr;
      long size = 0;
      if (PEM_read_bio(bio.get(), &kind, &header, &bytes, &size) != 1) {
        // The end of the text is also reported as an error, but with a reason of its own.
        const int reason = ERR_GET_REASON(ERR_peek_last_error());
        if (reason == ERR_R_MALLOC_FAILURE) throw std::bad_alloc();
        const bool is_end = reason == PEM_R_NO_START_LINE;
        if (!is_end) {
          ++damaged;
          continue;
        }
        ERR_clear_error();
        return damaged;
      }
      OPENSSL_free(header);
      Entry entry{.subject = nullptr, .block = {.kind = {}, .bytes = {}, .size = size}};
      entry.block.kind.reset(kind);
      entry.block.bytes.reset(bytes);
      const std::string_view name(kind);
      entry.is_trusted_form = name == PEM_STRING_X509_TRUSTED;
      const bool is_certificate =
          entry.is_trusted_form || name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD;
      if (!is_certificate) continue;
      entry.subject = SubjectOf(entry.block);
      if (entry.subject) {
        entries.push_back(std::move(entry));
      } else {
        ++damaged;
      }
    }
  }

  // Callback for OpenSSL: adds all certificates of the subject, because there may be several with
  // other keys or dates, and returns one of them.
  static int FindBySubject(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* subject,
                           X509_OBJECT* found) {
    if (type != X509_LU_X509) return 0;
    const auto& content = *static_cast<const Content*>(X509_LOOKUP_get_method_data(lookup));
    auto* store = X509_LOOKUP_get_store(lookup);
    content.AddSubject(store, subject);
    if (X509_STORE_lock(store) != 1) return 0;
    const auto* held =
        X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), X509_LU_X509, subject);
    auto* certificate = held != nullptr ? X509_OBJECT_get0_X509(held) : nullptr;
    const bool is_found = certificate != nullptr && X509_OBJECT_set1_X509(found, certificate) == 1;
    // OpenSSL takes its own reference and discards this one without releasing it. The store holds
    // another.
    if (is_found) X509_free(certificate);
    X509_STORE_unlock(store);
    return is_found ? 1 : 0;
  }

  void AddSubject(X509_STORE* store, const X509_NAME* subject) const {
    for (const Entry& entry : entries) {
      if (X509_NAME_cmp(entry.subject.get(), subject) != 0) continue;
      const X509Ptr certificate = Parse(entry);
      if (certificate) X509_STORE_add_cert(store, certificate.get());
    }
    ERR_clear_error();
  }

  static X509_LOOKUP_METHOD* Method() {
    static const LookupMethodPtr method = [] {
      LookupMethodPtr made(X509_LOOKUP_meth_new("certificates of a bundle"));
      if (made) X509_LOOKUP_meth_set_get_by_subject(made.get(), FindBySubject);
      return made;
    }();
    return method.get();
  }
};

CaBundle::CaBundle(std::unique_ptr<Content> content) : content_(std::move(content)) {}
CaBundle::~CaBundle() = default;

std::unique_ptr<const CaBundle> CaBundle::Read(std::string_view pem) {
  auto content = std::make_unique<Content>();
  if (content->Add(pem) > 0 || content->entries.empty()) return nullptr;
  return std::unique_ptr<const CaBundle>(new CaBundle(std::move(content)));
}

std::unique_ptr<const CaBundle> CaBundle::ReadAll(const std::vector<std::string>& texts,
                                                  std::vector<bool>& has_any) {
  auto content = std::make_unique<Content>();
  has_any.clear();
  for (const auto& text : texts) {
    const auto before = content->entries.size();
    content->Add(text);
    has_any.push_back(content->entries.size() > before);
  }
  return std::unique_ptr<const CaBundle>(new CaBundle(std::move(content)));
}

std::unique_ptr<const CaBundle> CaBundle::FromDer(const std::vector<std::string>& certificates) {
  auto content = std::make_unique<Content>();
  for (const auto& der : certificates) {
    Entry entry{.subject = nullptr,
                .block = {.kind = {}, .bytes = {}, .size = static_cast<long>(der.size())}};
    entry.block.bytes.reset(static_cast<unsigned char*>(OPENSSL_memdup(der.data(), der.size())));
    if (!entry.block.bytes) continue;
    entry.subject = SubjectOf(entry.block);
    if (entry.subject) content->entries.push_back(std::move(entry));
  }
  ERR_clear_error();
  return std::unique_ptr<const CaBundle>(new CaBundle(std::move(content)));
}

bool CaBundle::AddTo(x509_store_st* store) const {
  auto* method = Content::Method();
  if (method == nullptr) return false;
  auto* lookup = X509_STORE_add_lookup(store, method);
  if (lookup == nullptr) return false;
  X509_LOOKUP_set_method_data(lookup, content_.get());
  return true;
}

void CaBundle::AddSubject(x509_store_st* store, const X509_name_st* name) const {
  content_->AddSubject(store, name);
}

bool IsDerCertificate(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())));
  ERR_clear_error();
  return certificate != nullptr;
}

}  // namespace provider::http
