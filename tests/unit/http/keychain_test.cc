// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The keychains of macOS, on Linux with a stand-in for Apple's frameworks.

#include <stdexcept>
#include <string>

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/http/keychain_darwin.h"
#include "tests/unit/http/keychain_standin.h"

namespace provider::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

enum Domain { kUser, kAdmin, kSystem };
enum Result { kNotGiven, kTrustRoot, kTrustAsRoot, kDeny, kUnspecified };

class KeychainTest : public ::testing::Test {
 protected:
  KeychainTest() { standin_.clear(); }
  ~KeychainTest() override { standin_.clear(); }

  void Add(int domain, const std::string& der) { standin_.add(domain, der.data(), der.size()); }
  void Set(int domain, const std::string& der, Result result, const char* policy = nullptr,
           const char* host = nullptr) {
    standin_.set(domain, der.data(), der.size(), result, policy, host);
  }
  http::DerCertificates Read() const {
    const auto store = http::Keychain({CTS_KEYCHAIN_STANDIN, CTS_KEYCHAIN_STANDIN});
    auto found = store.read();
    EXPECT_EQ(standin_.live(), 0) << "every copy must be released";
    return found.value();
  }

  static const KeychainStandin& Standin() {
    auto* library = ::dlopen(CTS_KEYCHAIN_STANDIN, RTLD_NOW);
    if (library == nullptr) throw std::runtime_error(::dlerror());
    return *static_cast<const KeychainStandin*>(::dlsym(library, "keychain_standin"));
  }
  const KeychainStandin& standin_ = Standin();
};

TEST_F(KeychainTest, HasNoAuthorityByItself) { EXPECT_THAT(Read(), IsEmpty()); }

TEST_F(KeychainTest, TrustsAuthoritiesOfEveryDomain) {
  Add(kUser, "user");
  Add(kAdmin, "admin");
  Add(kSystem, "system");
  Add(kAnchors, "anchor");
  EXPECT_THAT(Read(), ElementsAre("admin", "anchor", "system", "user"));
}

TEST_F(KeychainTest, CountsAnAuthorityOnce) {
  for (const int domain : {int{kUser}, int{kAdmin}, int{kSystem}, kAnchors}) Add(domain, "a");
  EXPECT_THAT(Read(), ElementsAre("a"));
}

TEST_F(KeychainTest, LeavesOutDistrustedAuthorities) {
  Add(kAnchors, "a");
  Add(kUser, "a");
  Set(kUser, "a", kDeny);
  Add(kAnchors, "b");
  Add(kAdmin, "b");
  Set(kAdmin, "b", kDeny, "ssl");
  EXPECT_THAT(Read(), IsEmpty());
}

TEST_F(KeychainTest, UserDecidesBeforeTheAdministrator) {
  Add(kUser, "a");
  Set(kUser, "a", kTrustRoot);
  Add(kAdmin, "a");
  Set(kAdmin, "a", kDeny);
  Add(kUser, "b");
  Set(kUser, "b", kDeny);
  Add(kAdmin, "b");
  EXPECT_THAT(Read(), ElementsAre("a"));
}

TEST_F(KeychainTest, DenialCountsBeforeTrustInTheSameDomain) {
  Add(kUser, "a");
  Set(kUser, "a", kTrustRoot);
  Set(kUser, "a", kDeny, "ssl");
  EXPECT_THAT(Read(), IsEmpty());
}

TEST_F(KeychainTest, SettingsWithoutResultMeanTrust) {
  Add(kAdmin, "a");
  Set(kAdmin, "a", kNotGiven, "ssl");
  Add(kAdmin, "b");
  Set(kAdmin, "b", kTrustAsRoot);
  EXPECT_THAT(Read(), ElementsAre("a", "b"));
}

TEST_F(KeychainTest, IgnoresSettingsForOtherUsesAndForSingleHosts) {
  Add(kUser, "mail");
  Set(kUser, "mail", kTrustRoot, "smime");
  Add(kUser, "host");
  Set(kUser, "host", kTrustRoot, "ssl", "one.example");
  EXPECT_THAT(Read(), IsEmpty());
  Add(kAnchors, "mail");  // macOS comes with it: distrust for mail does not matter here
  Add(kAnchors, "host");
  EXPECT_THAT(Read(), ElementsAre("host", "mail"));
}

TEST_F(KeychainTest, UnspecifiedLeavesItToTheNextDomain) {
  Add(kUser, "a");
  Set(kUser, "a", kUnspecified);
  EXPECT_THAT(Read(), IsEmpty());
  Add(kAdmin, "a");
  EXPECT_THAT(Read(), ElementsAre("a"));
}

TEST_F(KeychainTest, ReportsThatTheFrameworksCannotBeOpened) {
  for (const auto* path : {"/no/such/library", "libc.so.6"}) {
    const auto found = http::Keychain({path, path}).read();
    ASSERT_FALSE(found.has_value()) << path;
    EXPECT_THAT(found.error(), HasSubstr("cannot be opened"));
  }
  EXPECT_THAT(http::AppleFrameworks::Known().security, HasSubstr("Security.framework"));
}

}  // namespace
}  // namespace provider::testing
