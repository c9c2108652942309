// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The cases for NO_PROXY are those of golang.org/x/net/http/httpproxy.

#include "provider/http/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"

namespace provider::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Variables = std::initializer_list<std::pair<const std::string, std::string>>;

// The proxy's URL; "" for none, "!" and the message for an error. HTTPS_PROXY and https_proxy are
// two variables.
std::string ProxyOf(Variables variables, std::string_view target) {
  const base::Environment environment(variables, base::kPosixConventions);
  const auto proxy = ProxyRules(environment).ProxyFor(*ParseUrl(target));
  if (!proxy) return "!" + proxy.error().message;
  return *proxy ? (*proxy)->url : "";
}

TEST(Proxy, IsChosenByScheme) {
  const Variables both{{"HTTPS_PROXY", "http://s:1"}, {"HTTP_PROXY", "http://p:2"}};
  EXPECT_EQ(ProxyOf(both, "https://x.org"), "http://s:1");
  EXPECT_EQ(ProxyOf(both, "http://x.org"), "http://p:2");
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "http://s:1"}}, "http://x.org"), "");
  EXPECT_EQ(ProxyOf({{"ALL_PROXY", "http://s:1"}}, "http://x.org"), "");
  EXPECT_EQ(ProxyOf({}, "https://x.org"), "");
}

TEST(Proxy, PrefersUpperCaseAsGoDoes) {
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "http://a:1"}, {"https_proxy", "http://b:1"}}, "https://x"),
            "http://a:1");
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", ""}, {"https_proxy", "http://b:1"}}, "https://x"),
            "http://b:1");
  EXPECT_EQ(ProxyOf({{"http_proxy", "http://b:1"}}, "http://x"), "http://b:1");
}

TEST(Proxy, OfWindowsIsOneVariableInEachCase) {
  const base::Environment environment({{"https_proxy", "http://b:1\r"}}, base::kWindowsConventions);
  const auto proxy = ProxyRules(environment).ProxyFor(*ParseUrl("https://x"));
  ASSERT_FALSE(proxy.has_value());
  EXPECT_THAT(proxy.error().message, HasSubstr("The proxy in HTTPS_PROXY cannot be used"));
}

TEST(Proxy, IgnoresHttpProxyInCgiScripts) {
  const Variables cgi{
      {"HTTP_PROXY", "http://evil:1"}, {"REQUEST_METHOD", "GET"}, {"HTTPS_PROXY", "http://good:1"}};
  EXPECT_EQ(ProxyOf(cgi, "http://x.org"), "");
  EXPECT_EQ(ProxyOf(cgi, "https://x.org"), "http://good:1");
}

TEST(Proxy, UsesDefaultPortOfScheme) {
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "proxy.corp"}}, "https://x"), "http://proxy.corp:80");
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "proxy.corp:3128"}}, "https://x"), "http://proxy.corp:3128");
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "https://p/"}}, "https://x"), "https://p:443");
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "socks5://p"}}, "https://x"), "socks5h://p:1080");
  EXPECT_EQ(ProxyOf({{"HTTPS_PROXY", "http://[2001:db8::1]:3128"}}, "https://x"),
            "http://[2001:db8::1]:3128");
}

TEST(Proxy, NeverShowsItsCredentials) {
  const ProxyRules rules(base::Environment({{"HTTPS_PROXY", "http://me:pr0xy%2Fpw@p:3128"}}));
  const auto proxy = rules.ProxyFor(*ParseUrl("https://x.org"));
  ASSERT_TRUE(proxy.has_value() && proxy->has_value());
  EXPECT_EQ((*proxy)->url, "http://me:pr0xy%2Fpw@p:3128");
  EXPECT_EQ((*proxy)->shown, "p:3128");
  EXPECT_THAT(text::CleanForeignText("pr0xy%2Fpw pr0xy/pw"), Not(HasSubstr("pr0xy")));
}

TEST(Proxy, RefusesInvalidUrlWithoutQuotingIt) {
  for (const auto* text : {"ftp://h:s3cretpw@x", "http://u:s3cretpw@h:99999", "http://s3cretpw@a b",
                           "socks4://s3cretpw@x", "://s3cretpw"}) {
    const auto proxy =
        ProxyRules(base::Environment({{"HTTP_PROXY", text}})).ProxyFor(*ParseUrl("http://x"));
    ASSERT_FALSE(proxy.has_value()) << text;
    EXPECT_EQ(proxy.error().kind, TransportError::Kind::kSetup);
    EXPECT_EQ(proxy.error().message,
              "The proxy in HTTP_PROXY is not an http, https or socks5 URL.");
  }
}

TEST(Proxy, ReportsStrayCharactersInVariable) {
  for (const auto& [text, problem] :
       {std::pair{"http://me:s3cret@p:3128\r", "ends with a carriage return (\\r)"},
        {"\"http://p:3128\"", "quote"},
        {" http://p:3128", "begins with a space"}}) {
    const base::Environment environment({{"https_proxy", text}}, base::kPosixConventions);
    const auto proxy = ProxyRules(environment).ProxyFor(*ParseUrl("https://x"));
    ASSERT_FALSE(proxy.has_value()) << text;
    EXPECT_THAT(proxy.error().message,
                AllOf(HasSubstr("The proxy in https_proxy cannot be used: the value"),
                      HasSubstr(problem), Not(HasSubstr("s3cret"))));
  }
}

TEST(Proxy, AcceptsAtSignInPasswordAsGoDoes) {
  const ProxyRules rules(base::Environment({{"HTTPS_PROXY", "http://me:s3cret@pw@p:3128"}}));
  const auto proxy = rules.ProxyFor(*ParseUrl("https://x.org"));
  ASSERT_TRUE(proxy.has_value() && proxy->has_value());
  EXPECT_EQ((*proxy)->url, "http://me:s3cret%40pw@p:3128");
  EXPECT_EQ((*proxy)->shown, "p:3128");
}

TEST(Proxy, HintsToPercentEncodeSpecialCharacters) {
  for (const auto* text : {"http://me:pw#s3cret@p:3128", "http://me:pw s3cret@p:3128",
                           "http://me:s3cret/pw@p:3128", "me:s3cret%pw@p:3128"}) {
    const auto proxy =
        ProxyRules(base::Environment({{"HTTPS_PROXY", text}})).ProxyFor(*ParseUrl("https://x"));
    ASSERT_FALSE(proxy.has_value()) << text;
    EXPECT_THAT(proxy.error().hint, HasSubstr("In HTTPS_PROXY, percent-encode")) << text;
    EXPECT_THAT(proxy.error().message + proxy.error().hint, Not(HasSubstr("s3cret"))) << text;
  }
}

struct NoProxyCase {
  std::string_view target;
  bool proxied;
};

TEST(NoProxy, MatchesAsGoDoes) {
  const auto is_proxied = [](std::string_view target) {
    return !ProxyOf({{"HTTP_PROXY", "http://p:1"},
                     {"NO_PROXY",
                      "foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, "
                      "192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, "
                      "[2001:db8::52:0:3]:80, 2002:db8:a::45/64, , x:y:z, 1.2.3.0/99, UPPER.org"}},
                    target)
                .empty();
  };
  for (const auto& [target, proxied] : std::vector<NoProxyCase>{
           {"http://localhost", false},
           {"http://127.0.0.1", false},
           {"http://127.0.0.2", false},
           {"http://[::1]", false},
           {"http://[::2]", true},
           {"http://192.168.1.1", false},
           {"http://192.168.1.2", true},
           {"http://192.168.1.2:81", false},
           {"http://192.168.1.3", false},
           {"http://192.168.1.4", true},
           {"http://10.0.0.2", false},
           {"http://10.0.0.3", false},
           {"http://10.0.0.4", true},
           {"http://[2001:db8::52:0:1]", false},
           {"http://[2001:db8::52:0:2]", true},
           {"http://[2001:db8::52:0:2]:443", false},
           {"http://[2001:db8::52:0:3]", false},
           {"http://[2002:db8:a::123]", false},
           {"http://[fe80::424b:c8be:1643:a1b6]", true},
           {"http://barbaz.net", true},
           {"http://www.barbaz.net", false},
           {"http://foobar.com", false},
           {"http://www.foobar.com", false},
           {"http://FOOBAR.com", false},
           {"http://foofoobar.com", true},
           {"http://baz.com", true},
           {"http://localhost.net", true},
           {"http://local.localhost", true},
           {"http://barbarbaz.net", true},
           {"http://wildcard.io", true},
           {"http://nested.wildcard.io", false},
           {"http://awildcard.io", true},
           {"http://upper.org", false},
           {"http://1.2.3.4", true},
       }) {
    EXPECT_EQ(is_proxied(target), proxied) << target;
  }
}

// Found by fuzzing: Go trims line breaks too.
TEST(NoProxy, AcceptsLineBreaksInList) {
  const std::string list = "a.org,\n  b.org:8080 ,\r\n\fc.org";
  for (const auto* target : {"http://a.org", "http://b.org:8080", "http://x.c.org"}) {
    EXPECT_EQ(ProxyOf({{"HTTP_PROXY", "http://p:2"}, {"NO_PROXY", list}}, target), "") << target;
  }
}

// Found by fuzzing.
TEST(NoProxy, CidrBlockMatchesItsOwnAddressFamilyOnly) {
  const auto proxied = [](std::string_view block, std::string_view target) {
    return !ProxyOf({{"HTTP_PROXY", "http://p:2"}, {"NO_PROXY", std::string(block)}}, target)
                .empty();
  };
  EXPECT_TRUE(proxied("::/0", "http://1.2.3.4"));
  EXPECT_FALSE(proxied("::/0", "http://[2001:db8::1]"));
  EXPECT_FALSE(proxied("0.0.0.0/0", "http://1.2.3.4"));
  EXPECT_TRUE(proxied("0.0.0.0/0", "http://[2001:db8::1]"));
}

// Found by fuzzing.
TEST(NoProxy, DomainSuffixDoesNotMatchAddress) {
  for (const auto* domain : {"2.3.4", ".2.3.4", "*.2.3.4"}) {
    EXPECT_NE(ProxyOf({{"HTTP_PROXY", "http://p:2"}, {"NO_PROXY", domain}}, "http://1.2.3.4"), "")
        << domain;
  }
}

// Found by fuzzing: in brackets it applied to any port.
TEST(NoProxy, InvalidPortMatchesNothing) {
  const auto exempt = [](const char* entry, std::string_view target) {
    return ProxyOf({{"HTTP_PROXY", "http://p:1"}, {"NO_PROXY", entry}}, target);
  };
  for (const auto* entry : {"[x.org]:(0", "[2001:db8::1]:x", "[x.org]80", "[2001:db8::1]80",
                            "x.org:(0", "[x.org]", "[2001:db8::1"}) {
    EXPECT_NE(exempt(entry, "http://x.org"), "") << entry;
    EXPECT_NE(exempt(entry, "http://[2001:db8::1]"), "") << entry;
  }
  EXPECT_EQ(exempt("[x.org]:80", "http://x.org"), "");
  EXPECT_EQ(exempt("[x.org]:", "http://x.org"), "");
  EXPECT_EQ(exempt("[2001:db8::1]", "http://[2001:db8::1]"), "");
}

// Found by fuzzing.
TEST(NoProxy, EmptyPortMatchesAnyPort) {
  for (const auto* target : {"http://a.org", "http://a.org:8080"}) {
    EXPECT_EQ(ProxyOf({{"HTTP_PROXY", "http://p:2"}, {"NO_PROXY", "a.org:"}}, target), "")
        << target;
  }
}

TEST(NoProxy, StarMatchesEveryHost) {
  EXPECT_EQ(ProxyOf({{"HTTP_PROXY", "http://p:1"}, {"NO_PROXY", "a.org, *"}}, "http://b.org"), "");
  EXPECT_EQ(ProxyOf({{"HTTP_PROXY", "http://p:1"}, {"no_proxy", "b.org"}}, "http://b.org"), "");
}

}  // namespace
}  // namespace provider::http
