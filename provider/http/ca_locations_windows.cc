// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: CertOpenSystemStoreW, CertGetEnhancedKeyUsage and CertGetCertificateChain of the Win32
// reference; crypto/x509/root_windows.go of Go, which lets Windows build the chain too.

#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <windows.h>

#include "provider/http/ca_locations.h"
// After windows.h, whose types it uses.
#include <wincrypt.h>

#include "provider/base/free_by.h"

namespace provider::http {
namespace {

struct CloseStore {
  void operator()(void* store) const { ::CertCloseStore(store, 0); }
};
using StorePtr = std::unique_ptr<void, CloseStore>;  // HCERTSTORE is void*
using CertificatePtr =
    std::unique_ptr<const CERT_CONTEXT, base::FreeBy<::CertFreeCertificateContext>>;
using ChainPtr =
    std::unique_ptr<const CERT_CHAIN_CONTEXT, base::FreeBy<::CertFreeCertificateChain>>;

std::string DerOf(const CERT_CONTEXT& certificate) {
  return {reinterpret_cast<const char*>(certificate.pbCertEncoded), certificate.cbCertEncoded};
}

// Whether its extensions and the user's settings permit it to certify servers.
bool MayCertifyServers(const CERT_CONTEXT& certificate) {
  DWORD size = 0;
  if (::CertGetEnhancedKeyUsage(&certificate, 0, nullptr, &size) == 0) return false;
  std::string buffer(size, '\0');
  auto* usage = reinterpret_cast<CERT_ENHKEY_USAGE*>(buffer.data());
  if (::CertGetEnhancedKeyUsage(&certificate, 0, usage, &size) == 0) return false;
  // No list means every use if nothing names any, and no use if the user has unticked all.
  if (usage->cUsageIdentifier == 0) {
    return ::GetLastError() == static_cast<DWORD>(CRYPT_E_NOT_FOUND);
  }
  for (DWORD i = 0; i < usage->cUsageIdentifier; ++i) {
    if (std::string_view(usage->rgpszUsageIdentifier[i]) == szOID_PKIX_KP_SERVER_AUTH) return true;
  }
  return false;
}

// Calls `use` with each certificate of a store of the user, which includes those of the machine and
// of its administrators. Returns false if it cannot be opened.
template <typename Use>
bool ForEachCertificate(const wchar_t* name, const Use& use) {
  const StorePtr store(::CertOpenSystemStoreW(0, name));
  if (!store) return false;
  const CERT_CONTEXT* certificate = nullptr;
  // The call releases the certificate that it is given.
  while ((certificate = ::CertEnumCertificatesInStore(store.get(), certificate)) != nullptr) {
    use(*certificate);
  }
  return true;
}

tl::expected<DerCertificates, std::string> ReadRoots() {
  std::set<std::string> distrusted;
  ForEachCertificate(L"Disallowed",
                     [&](const CERT_CONTEXT& each) { distrusted.insert(DerOf(each)); });
  DerCertificates roots;
  const bool is_open = ForEachCertificate(L"ROOT", [&](const CERT_CONTEXT& each) {
    auto der = DerOf(each);
    if (!distrusted.contains(der) && MayCertifyServers(each)) roots.push_back(std::move(der));
  });
  if (!is_open) return tl::unexpected<std::string>("cannot be opened");
  return roots;
}

CertificatePtr Parse(const std::string& der) {
  return CertificatePtr(::CertCreateCertificateContext(X509_ASN_ENCODING,
                                                       reinterpret_cast<const BYTE*>(der.data()),
                                                       static_cast<DWORD>(der.size())));
}

// Windows downloads the authority if it is in Microsoft's program and not yet in the store.
DerCertificates FetchAuthority(const DerCertificates& chain) {
  if (chain.empty()) return {};
  const StorePtr sent(::CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr));
  const auto leaf = Parse(chain.front());
  if (!sent || !leaf) return {};
  for (const auto& each : chain) {
    if (const auto certificate = Parse(each)) {
      ::CertAddCertificateContextToStore(sent.get(), certificate.get(), CERT_STORE_ADD_ALWAYS,
                                         nullptr);
    }
  }
  char server_authentication[] = szOID_PKIX_KP_SERVER_AUTH;
  char* usages[] = {server_authentication};
  CERT_CHAIN_PARA wanted{};
  wanted.cbSize = sizeof(wanted);
  wanted.RequestedUsage.dwType = USAGE_MATCH_TYPE_AND;
  wanted.RequestedUsage.Usage.cUsageIdentifier = 1;
  wanted.RequestedUsage.Usage.rgpszUsageIdentifier = usages;
  const CERT_CHAIN_CONTEXT* made = nullptr;
  if (::CertGetCertificateChain(nullptr, leaf.get(), nullptr, sent.get(), &wanted, 0, nullptr,
                                &made) == 0) {
    return {};
  }
  const ChainPtr built(made);
  // Any error counts, also one of dates: OpenSSL would report it anyway.
  if (built->TrustStatus.dwErrorStatus != CERT_TRUST_NO_ERROR || built->cChain == 0) return {};
  const auto& path = *built->rgpChain[0];
  if (path.cElement == 0) return {};
  return {DerOf(*path.rgpElement[path.cElement - 1]->pCertContext)};
}

}  // namespace

// No files: "/etc/ssl" would be a folder of the current drive, which any user may create.
CaLocations CaLocations::Known() {
  return {.bundles = {},
          .directories = {},
          .store = {.name = "the certificate store of Windows",
                    .read = ReadRoots,
                    .fetch_authority = FetchAuthority}};
}

std::string CommandFromDerToPem(std::string_view path) {
  return fmt::format("certutil -encode \"{}\" ca.pem", path);
}

}  // namespace provider::http
