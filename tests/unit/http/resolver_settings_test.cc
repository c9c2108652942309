// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/resolver_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ResolverSettings Parsed(std::string_view text, const base::Environment& environment = {},
                        std::string_view host_name = "pod-1") {
  return ParseResolverSettings(text, environment, host_name);
}

TEST(ResolverSettings, ReadsKubernetesResolvConf) {
  const auto settings = Parsed(
      "# written by kubelet\nnameserver 10.96.0.10\n"
      "search default.svc.cluster.local svc.cluster.local. cluster.local\n"
      "options ndots:5 timeout:3 attempts:4 rotate single-request use-vc no-aaaa edns0\n");
  EXPECT_THAT(settings.servers, ElementsAre("10.96.0.10"));
  EXPECT_THAT(settings.search,
              ElementsAre("default.svc.cluster.local", "svc.cluster.local", "cluster.local"));
  EXPECT_EQ(settings.ndots, 5);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(3));
  EXPECT_EQ(settings.attempts, 4);
  EXPECT_TRUE(settings.rotate && settings.one_by_one && settings.use_tcp && settings.no_ipv6);
}

TEST(ResolverSettings, DefaultsMatchGlibc) {
  const auto settings = Parsed("");
  EXPECT_THAT(settings.servers, ElementsAre("127.0.0.1"));
  EXPECT_THAT(settings.search, IsEmpty());
  EXPECT_EQ(settings.ndots, 1);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(5));
  EXPECT_EQ(settings.attempts, 2);
}

TEST(ResolverSettings, UsesFirstThreeServersThatAreAddresses) {
  EXPECT_THAT(Parsed("nameserver dns.example\nnameserver\nnameserver 10.0.0.1\n"
                     "nameserver fd00::1\r\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n")
                  .servers,
              ElementsAre("10.0.0.1", "fd00::1", "10.0.0.3"));
  EXPECT_THAT(Parsed("nameserver fd00::1\n  nameserver\t10.0.0.2").servers,
              ElementsAre("fd00::1", "10.0.0.2"));
}

TEST(ResolverSettings, AcceptsLinkLocalServerWithZone) {
  EXPECT_THAT(ParseResolverSettings("nameserver fe80::1%eth0\nnameserver fe80::1%\n"
                                    "nameserver 10.0.0.1%eth0\n",
                                    {}, "")
                  .servers,
              ElementsAre("fe80::1%eth0"));
}

TEST(ResolverSettings, LastSearchOrDomainWins) {
  EXPECT_THAT(Parsed("search a b\ndomain c\n").search, ElementsAre("c"));
  EXPECT_THAT(Parsed("domain c\nsearch a .\n").search, ElementsAre("a"));
}

TEST(ResolverSettings, SearchDefaultsToDomainOfHostName) {
  EXPECT_THAT(Parsed("", {}, "build.corp.example").search, ElementsAre("corp.example"));
  EXPECT_THAT(Parsed("search x", {}, "build.corp.example").search, ElementsAre("x"));
}

TEST(ResolverSettings, ClampsNumericOptions) {
  auto settings = Parsed("options ndots:99999999999999999999 timeout:0 attempts:0");
  EXPECT_EQ(settings.ndots, 15);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(1));
  EXPECT_EQ(settings.attempts, 1);
  settings = Parsed("options ndots:-1 timeout:999 attempts:999 ndots: timeout:x");
  EXPECT_EQ(settings.ndots, 0);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(30));
  EXPECT_EQ(settings.attempts, 5);
}

TEST(ResolverSettings, LimitsSearchDomainsAndHostsAddresses) {
  std::string search = "search";
  std::string hosts;
  for (int i = 0; i < 1'000; ++i) {
    search += " d" + std::to_string(i) + ".example";
    hosts += "127.0.0.1 cts.example\n";
  }
  EXPECT_EQ(ParseResolverSettings(search, {}, "").search.size(), 32U);
  EXPECT_EQ(AddressesInHosts(hosts, "cts.example").size(), 64U);
}

TEST(ResolverSettings, VariablesOverrideTheFile) {
  const auto settings =
      Parsed("search a\noptions ndots:5",
             base::Environment({{"LOCALDOMAIN", "b c"}, {"RES_OPTIONS", "ndots:2 timeout:7"}}));
  EXPECT_THAT(settings.search, ElementsAre("b", "c"));
  EXPECT_EQ(settings.ndots, 2);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(7));
}

TEST(CandidateNames, TriesSearchDomainsFirstBelowNdots) {
  ResolverSettings settings;
  settings.search = {"a.example", "b.example"};
  EXPECT_THAT(CandidateNames("cts", settings),
              ElementsAre("cts.a.example", "cts.b.example", "cts"));
  EXPECT_THAT(CandidateNames("cts.x", settings),
              ElementsAre("cts.x", "cts.x.a.example", "cts.x.b.example"));
  EXPECT_THAT(CandidateNames("cts.x.", settings), ElementsAre("cts.x"));
}

TEST(CandidateNames, SkipsTooLongNames) {
  ResolverSettings settings;
  settings.search = {std::string(250, 'a'), "b"};
  EXPECT_THAT(CandidateNames("cts", settings), ElementsAre("cts.b", "cts"));
}

TEST(AddressesInHosts, FindsEveryLineAndEveryAlias) {
  constexpr std::string_view kHosts =
      "127.0.0.1 localhost\n"
      "10.0.0.1\tgateway  CTS.example # cts.example\n"
      "# 10.0.0.2 cts.example\n"
      "fd00::1 cts.example\n"
      "not-an-address cts.example\n"
      "10.0.0.3 cts.example.org";
  EXPECT_THAT(AddressesInHosts(kHosts, "cts.example"), ElementsAre("10.0.0.1", "fd00::1"));
  EXPECT_THAT(AddressesInHosts(kHosts, "cts.example."), ElementsAre("10.0.0.1", "fd00::1"));
  EXPECT_THAT(AddressesInHosts(kHosts, "10.0.0.1"), IsEmpty());
  EXPECT_THAT(AddressesInHosts("", "cts.example"), IsEmpty());
}

}  // namespace
}  // namespace provider::http
