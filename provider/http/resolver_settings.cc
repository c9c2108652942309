// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/resolver_settings.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "provider/http/ip_address.h"
#include "provider/http/transport.h"

namespace provider::http {
namespace {

constexpr std::size_t kMostServers = 3;  // the limit of glibc and Go
constexpr std::size_t kMostDomains = 32;
constexpr std::size_t kMostAddresses = 64;  // for one name
constexpr std::size_t kLongestName = 253;
constexpr int kMostDots = 15;
constexpr int kMostSeconds = 30;
constexpr int kMostAttempts = 5;

std::vector<std::string_view> Words(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r\f\v";
  std::vector<std::string_view> words;
  while (true) {
    const auto begin = line.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(kBlank), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

// Calls `use` with the words of each line that has any. Ignores what follows one of
// `comment_marks`.
template <typename Use>
void ForEachLine(std::string_view text, std::string_view comment_marks, const Use& use) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find_first_of(comment_marks));
    if (const auto words = Words(line); !words.empty()) use(words);
  }
}

// Also accepts "fe80::1%eth0": a link-local address with its zone (RFC 4007, section 11).
bool IsServer(std::string_view text) {
  const auto percent = text.find('%');
  if (percent == std::string_view::npos) return IsIpAddress(text);
  const auto address = text.substr(0, percent);
  return percent + 1 < text.size() && address.find(':') != std::string_view::npos &&
         IsIpAddress(address);
}

std::string_view WithoutDots(std::string_view domain) {
  while (domain.ends_with('.')) domain.remove_suffix(1);
  return domain;
}

std::vector<std::string> SearchList(const std::vector<std::string_view>& words, std::size_t first) {
  std::vector<std::string> list;
  for (std::size_t i = first; i < words.size() && list.size() < kMostDomains; ++i) {
    if (const auto domain = WithoutDots(words[i]); !domain.empty()) list.emplace_back(domain);
  }
  return list;
}

// The number after "NAME:", clamped to a sensible range.
std::optional<int> NumberOf(std::string_view option, std::string_view name, int least, int most) {
  if (!option.starts_with(name)) return std::nullopt;
  option.remove_prefix(name.size());
  int value = 0;
  const auto parsed = std::from_chars(option.data(), option.data() + option.size(), value);
  if (parsed.ec == std::errc::result_out_of_range) return most;
  if (parsed.ec != std::errc{}) return std::nullopt;
  return std::clamp(value, least, most);
}

void ReadOptions(const std::vector<std::string_view>& words, std::size_t first,
                 ResolverSettings& settings) {
  for (std::size_t i = first; i < words.size(); ++i) {
    const auto option = words[i];
    if (const auto dots = NumberOf(option, "ndots:", 0, kMostDots)) settings.ndots = *dots;
    if (const auto seconds = NumberOf(option, "timeout:", 1, kMostSeconds)) {
      settings.timeout = std::chrono::seconds(*seconds);
    }
    if (const auto times = NumberOf(option, "attempts:", 1, kMostAttempts)) {
      settings.attempts = *times;
    }
    if (option == "rotate") settings.rotate = true;
    if (option == "use-vc" || option == "usevc" || option == "tcp") settings.use_tcp = true;
    if (option == "single-request" || option == "single-request-reopen") {
      settings.one_by_one = true;
    }
    if (option == "no-aaaa") settings.no_ipv6 = true;
  }
}

}  // namespace

ResolverSettings ParseResolverSettings(std::string_view resolv_conf,
                                       const base::Environment& environment,
                                       std::string_view host_name) {
  ResolverSettings settings;
  bool has_search = false;
  // Only a whole line is a comment: elsewhere "#" and ";" belong to a value, as in glibc.
  ForEachLine(resolv_conf, "", [&](const std::vector<std::string_view>& words) {
    const auto keyword = words.front();
    if (keyword == "nameserver" && words.size() > 1 && IsServer(words[1]) &&
        settings.servers.size() < kMostServers) {
      settings.servers.emplace_back(words[1]);
    } else if (keyword == "search" || keyword == "domain") {
      has_search = true;
      settings.search = SearchList(words, 1);
    } else if (keyword == "options") {
      ReadOptions(words, 1, settings);
    }
  });
  if (const auto domains = environment.Get("LOCALDOMAIN")) {
    settings.search = SearchList(Words(*domains), 0);
  } else if (const auto dot = host_name.find('.'); !has_search && dot != std::string_view::npos) {
    settings.search = SearchList({host_name.substr(dot + 1)}, 0);
  }
  if (const auto options = environment.Get("RES_OPTIONS"))
    ReadOptions(Words(*options), 0, settings);
  if (settings.servers.empty()) settings.servers = {"127.0.0.1"};
  return settings;
}

std::vector<std::string> CandidateNames(std::string_view name, const ResolverSettings& settings) {
  std::vector<std::string> names;
  const auto bare = WithoutDots(name);
  if (bare.size() == name.size()) {
    for (const auto& domain : settings.search) {
      auto full = std::string(bare) + '.' + domain;
      if (full.size() <= kLongestName) names.push_back(std::move(full));
    }
  }
  const auto dots = std::count(bare.begin(), bare.end(), '.');
  names.emplace(dots >= settings.ndots ? names.begin() : names.end(), bare);
  return names;
}

std::vector<std::string> AddressesInHosts(std::string_view hosts, std::string_view name) {
  std::vector<std::string> addresses;
  const auto wanted = WithoutDots(name);
  ForEachLine(hosts, "#", [&](const std::vector<std::string_view>& words) {
    const bool names_it = std::any_of(words.begin() + 1, words.end(), [wanted](auto word) {
      return IsSameName(WithoutDots(word), wanted);
    });
    if (names_it && IsIpAddress(words.front()) && addresses.size() < kMostAddresses) {
      addresses.emplace_back(words.front());
    }
  });
  return addresses;
}

}  // namespace provider::http
