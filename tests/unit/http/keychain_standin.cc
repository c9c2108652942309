// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/http/keychain_standin.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

// Any object of CoreFoundation or Security. They live until Clear; only their owners are counted.
struct Object {
  std::string text;
  std::vector<const Object*> items;
  std::map<std::string, const Object*> fields;
  std::int32_t number = 0;
};
using Ref = const void*;

std::deque<Object> objects;
std::map<int, std::vector<const Object*>> listed;                            // by domain
std::map<std::pair<int, std::string>, std::vector<const Object*>> settings;  // by domain and DER
int live = 0;

const Object* Make(Object object) { return &objects.emplace_back(std::move(object)); }
const Object* Owned(Object object) {
  ++live;
  return Make(std::move(object));
}
const Object& As(Ref ref) { return *static_cast<const Object*>(ref); }

std::int32_t CopyList(int domain, Ref* out) {
  constexpr std::int32_t kNoTrustSettings = -25263;
  if (!listed.contains(domain)) return kNoTrustSettings;
  *out = Owned({.text = {}, .items = listed[domain], .fields = {}});
  return 0;
}

void Clear() {
  listed.clear();
  settings.clear();
  objects.clear();
  live = 0;
}

void Add(int domain, const char* der, std::size_t size) {
  listed[domain].push_back(Make({.text = {der, size}, .items = {}, .fields = {}}));
}

void Set(int domain, const char* der, std::size_t size, int result, const char* policy,
         const char* host) {
  Object setting;
  if (result != 0) {
    setting.fields["kSecTrustSettingsResult"] =
        Make({.text = {}, .items = {}, .fields = {}, .number = result});
  }
  if (policy != nullptr) {
    setting.fields["kSecTrustSettingsPolicy"] = Make({.text = policy, .items = {}, .fields = {}});
  }
  if (host != nullptr) {
    setting.fields["kSecTrustSettingsPolicyString"] =
        Make({.text = host, .items = {}, .fields = {}});
  }
  settings[{domain, std::string(der, size)}].push_back(Make(std::move(setting)));
}

int Live() { return live; }

const Object kOid{.text = "SecPolicyOid", .items = {}, .fields = {}};
const Object kSsl{.text = "ssl", .items = {}, .fields = {}};

}  // namespace

extern "C" {

extern const provider::testing::KeychainStandin keychain_standin;
const provider::testing::KeychainStandin keychain_standin{Clear, Add, Set, Live};

extern const Ref kSecPolicyOid;
extern const Ref kSecPolicyAppleSSL;
const Ref kSecPolicyOid = &kOid;
const Ref kSecPolicyAppleSSL = &kSsl;

void CFRelease(Ref) { --live; }
long CFArrayGetCount(Ref array) { return static_cast<long>(As(array).items.size()); }
Ref CFArrayGetValueAtIndex(Ref array, long index) {
  return As(array).items.at(static_cast<std::size_t>(index));
}
Ref CFDictionaryGetValue(Ref dictionary, Ref key) {
  const auto& fields = As(dictionary).fields;
  const auto found = fields.find(As(key).text);
  return found == fields.end() ? nullptr : found->second;
}
const unsigned char* CFDataGetBytePtr(Ref data) {
  return reinterpret_cast<const unsigned char*>(As(data).text.data());
}
long CFDataGetLength(Ref data) { return static_cast<long>(As(data).text.size()); }
unsigned char CFNumberGetValue(Ref number, long, void* value) {
  *static_cast<std::int32_t*>(value) = As(number).number;
  return 1;
}
unsigned char CFEqual(Ref left, Ref right) { return As(left).text == As(right).text ? 1 : 0; }
Ref CFStringCreateWithCString(Ref, const char* text, std::uint32_t) {
  return Owned({.text = text, .items = {}, .fields = {}});
}

std::int32_t SecTrustCopyAnchorCertificates(Ref* out) {
  return CopyList(provider::testing::kAnchors, out);
}
std::int32_t SecTrustSettingsCopyCertificates(std::uint32_t domain, Ref* out) {
  return CopyList(static_cast<int>(domain), out);
}
std::int32_t SecTrustSettingsCopyTrustSettings(Ref certificate, std::uint32_t domain, Ref* out) {
  constexpr std::int32_t kItemNotFound = -25300;
  const auto found = settings.find({static_cast<int>(domain), As(certificate).text});
  if (found == settings.end()) return kItemNotFound;
  *out = Owned({.text = {}, .items = found->second, .fields = {}});
  return 0;
}
Ref SecCertificateCopyData(Ref certificate) {
  return Owned({.text = As(certificate).text, .items = {}, .fields = {}});
}
Ref SecPolicyCopyProperties(Ref policy) {
  return Owned(
      {.text = {},
       .items = {},
       .fields = {{kOid.text, Make({.text = As(policy).text, .items = {}, .fields = {}})}}});
}

}  // extern "C"
