// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: SecTrustSettings.h, SecTrust.h, SecPolicy.h and CFBase.h of Apple's SDK;
// crypto/x509/root_cgo_darwin.go of Go 1.15 for the order of domains and the meaning of settings.

#include "provider/http/keychain_darwin.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include <dlfcn.h>

namespace provider::http {
namespace {

// Types and constants of Apple's headers.
using CFTypeRef = const void*;
using CFIndex = long;
using OSStatus = std::int32_t;
constexpr std::uint32_t kUtf8 = 0x08000100;  // kCFStringEncodingUTF8
constexpr CFIndex kSInt32 = 3;               // kCFNumberSInt32Type
enum Domain : std::uint32_t { kUser = 0, kAdmin = 1, kSystem = 2 };
enum Setting : std::int32_t { kTrustRoot = 1, kTrustAsRoot = 2, kDeny = 3, kUnspecified = 4 };

// The functions of the two frameworks that are used.
class Api {
 public:
  explicit Api(const AppleFrameworks& paths)
      : core_(::dlopen(paths.core_foundation.c_str(), RTLD_NOW | RTLD_LOCAL)),
        security_(::dlopen(paths.security.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (core_ == nullptr || security_ == nullptr) return;
    is_complete_ = Find(core_, "CFRelease", release) &&
                   Find(core_, "CFArrayGetCount", array_count) &&
                   Find(core_, "CFArrayGetValueAtIndex", array_value) &&
                   Find(core_, "CFDictionaryGetValue", dictionary_value) &&
                   Find(core_, "CFDataGetBytePtr", data_bytes) &&
                   Find(core_, "CFDataGetLength", data_length) &&
                   Find(core_, "CFNumberGetValue", number_value) && Find(core_, "CFEqual", equal) &&
                   Find(core_, "CFStringCreateWithCString", make_string) &&
                   Find(security_, "SecTrustCopyAnchorCertificates", copy_anchors) &&
                   Find(security_, "SecTrustSettingsCopyCertificates", copy_certificates) &&
                   Find(security_, "SecTrustSettingsCopyTrustSettings", copy_settings) &&
                   Find(security_, "SecCertificateCopyData", copy_data) &&
                   Find(security_, "SecPolicyCopyProperties", copy_properties) &&
                   Find(security_, "kSecPolicyOid", policy_oid) &&
                   Find(security_, "kSecPolicyAppleSSL", policy_ssl);
  }
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;
  // Never closes the frameworks: they have threads and caches of their own.
  ~Api() = default;

  [[nodiscard]] bool is_complete() const { return is_complete_; }

  void (*release)(CFTypeRef) = nullptr;
  CFIndex (*array_count)(CFTypeRef) = nullptr;
  CFTypeRef (*array_value)(CFTypeRef, CFIndex) = nullptr;
  CFTypeRef (*dictionary_value)(CFTypeRef, CFTypeRef) = nullptr;
  const unsigned char* (*data_bytes)(CFTypeRef) = nullptr;
  CFIndex (*data_length)(CFTypeRef) = nullptr;
  unsigned char (*number_value)(CFTypeRef, CFIndex, void*) = nullptr;
  unsigned char (*equal)(CFTypeRef, CFTypeRef) = nullptr;
  CFTypeRef (*make_string)(CFTypeRef, const char*, std::uint32_t) = nullptr;
  OSStatus (*copy_anchors)(CFTypeRef*) = nullptr;
  OSStatus (*copy_certificates)(std::uint32_t, CFTypeRef*) = nullptr;
  OSStatus (*copy_settings)(CFTypeRef, std::uint32_t, CFTypeRef*) = nullptr;
  CFTypeRef (*copy_data)(CFTypeRef) = nullptr;
  CFTypeRef (*copy_properties)(CFTypeRef) = nullptr;
  const CFTypeRef* policy_oid = nullptr;
  const CFTypeRef* policy_ssl = nullptr;

 private:
  template <typename T>
  static bool Find(void* library, const char* name, T& target) {
    target = reinterpret_cast<T>(::dlsym(library, name));
    return target != nullptr;
  }

  void* const core_;
  void* const security_;
  bool is_complete_ = false;
};

// Reads all certificates once.
class Reader {
 public:
  explicit Reader(const Api& api)
      : api_(api),
        result_key_(String("kSecTrustSettingsResult")),
        policy_key_(String("kSecTrustSettingsPolicy")),
        host_key_(String("kSecTrustSettingsPolicyString")) {}

  DerCertificates Read() {
    for (const auto domain : {kUser, kAdmin, kSystem}) {
      CFTypeRef list = nullptr;
      if (api_.copy_certificates(domain, &list) == 0) Add(Owned(list), domain);
    }
    CFTypeRef anchors = nullptr;
    if (api_.copy_anchors(&anchors) == 0) Add(Owned(anchors), kSystem);
    DerCertificates trusted;
    for (auto& [der, is_trusted] : judged_) {
      if (is_trusted) trusted.push_back(der);
    }
    return trusted;
  }

 private:
  struct Release {
    const Api* api;
    void operator()(CFTypeRef object) const { api->release(object); }
  };
  using Pointer = std::unique_ptr<const void, Release>;

  Pointer Owned(CFTypeRef object) const { return Pointer(object, Release{&api_}); }
  Pointer String(const char* text) const { return Owned(api_.make_string(nullptr, text, kUtf8)); }

  void Add(const Pointer& list, Domain domain) {
    const CFIndex count = list ? api_.array_count(list.get()) : 0;
    for (CFIndex i = 0; i < count; ++i) {
      const auto certificate = api_.array_value(list.get(), i);
      const auto data = Owned(api_.copy_data(certificate));
      if (!data) continue;
      const std::string der(reinterpret_cast<const char*>(api_.data_bytes(data.get())),
                            static_cast<std::size_t>(api_.data_length(data.get())));
      // Those that come with macOS are trusted unless the user or the administrator says otherwise.
      const auto setting = domain == kSystem ? kTrustRoot : SettingOf(certificate, domain);
      if (setting == kUnspecified) continue;  // the next domain decides
      judged_.try_emplace(der, setting == kTrustRoot || setting == kTrustAsRoot);
    }
  }

  // What a domain says about TLS with any host. A certificate without settings is trusted.
  Setting SettingOf(CFTypeRef certificate, Domain domain) const {
    CFTypeRef copied = nullptr;
    const bool has_settings = api_.copy_settings(certificate, domain, &copied) == 0;
    const auto settings = Owned(copied);
    const CFIndex count = has_settings && settings ? api_.array_count(settings.get()) : 0;
    if (count == 0) return kTrustRoot;
    auto found = kUnspecified;
    for (CFIndex i = 0; i < count && found != kDeny; ++i) {
      const auto each = api_.array_value(settings.get(), i);
      const auto setting = AppliesToTls(each) ? ResultOf(each) : kUnspecified;
      if (setting != kUnspecified) found = setting;
    }
    return found;
  }

  bool AppliesToTls(CFTypeRef setting) const {
    if (api_.dictionary_value(setting, host_key_.get()) != nullptr) return false;
    const auto policy = api_.dictionary_value(setting, policy_key_.get());
    if (policy == nullptr) return true;
    const auto properties = Owned(api_.copy_properties(policy));
    if (!properties) return false;
    const auto identifier = api_.dictionary_value(properties.get(), *api_.policy_oid);
    return identifier != nullptr && api_.equal(identifier, *api_.policy_ssl) != 0;
  }

  Setting ResultOf(CFTypeRef setting) const {
    const auto number = api_.dictionary_value(setting, result_key_.get());
    std::int32_t value = kTrustRoot;  // the default
    if (number != nullptr) api_.number_value(number, kSInt32, &value);
    switch (value) {
      case kTrustRoot:
        return kTrustRoot;
      case kTrustAsRoot:
        return kTrustAsRoot;
      case kDeny:
        return kDeny;
      default:
        return kUnspecified;
    }
  }

  const Api& api_;
  const Pointer result_key_;
  const Pointer policy_key_;
  const Pointer host_key_;
  std::map<std::string, bool> judged_;  // whether it is trusted, by DER; the first domain decides
};

}  // namespace

AppleFrameworks AppleFrameworks::Known() {
  // dlopen finds them in the cache of the loader: the files themselves do not exist.
  const std::string folder = "/System/Library/Frameworks/";
  return {.core_foundation = folder + "CoreFoundation.framework/CoreFoundation",
          .security = folder + "Security.framework/Security"};
}

SystemStore Keychain(AppleFrameworks frameworks) {
  return {
      .name = "the keychains of macOS",
      .read = [frameworks = std::move(frameworks)]() -> tl::expected<DerCertificates, std::string> {
        const Api api(frameworks);
        if (!api.is_complete()) {
          return tl::unexpected<std::string>("cannot be opened: a function of macOS is missing");
        }
        return Reader(api).Read();
      }};
}

}  // namespace provider::http
