// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/match.h"

#include <map>
#include <tuple>

#include <fmt/format.h>

#include "provider/text/redaction.h"

namespace provider::cts {
namespace {

// Treats an unset field as "", because some APIs write it that way.
std::string_view View(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

class Matcher {
 public:
  Matcher(std::span<const BucketQuery> queries, std::span<const ResponseEntry> entries)
      : queries_(queries),
        entries_(entries),
        entry_of_(queries.size()),
        taken_(entries.size(), false) {}

  // Pairs the remaining queries and entries that have equal keys, unless the key is ambiguous.
  template <typename QueryKey, typename EntryKey>
  void By(const QueryKey& query_key, const EntryKey& entry_key) {
    struct Open {
      std::vector<std::size_t> queries;
      std::vector<std::size_t> entries;
    };
    std::map<decltype(query_key(queries_[0])), Open> open;
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      if (!entry_of_[q]) open[query_key(queries_[q])].queries.push_back(q);
    }
    for (std::size_t e = 0; e < entries_.size(); ++e) {
      if (taken_[e] || !entries_[e].name) continue;
      const auto found = open.find(entry_key(entries_[e]));
      if (found != open.end()) found->second.entries.push_back(e);
    }
    for (const auto& [key, group] : open) {
      if (group.entries.empty() || !AreSame(group.queries) || !AgreeOnVerdict(group.entries)) {
        continue;
      }
      for (const auto q : group.queries) entry_of_[q] = group.entries.front();
      // Marks only the first: if a response leaves out kms_id, the other entries with this key
      // belong to other queries.
      taken_[group.entries.front()] = true;
    }
  }

  void ByPosition() {
    if (entries_.size() != queries_.size()) return;
    for (std::size_t i = 0; i < queries_.size(); ++i) {
      if (!entry_of_[i] && !taken_[i] && !NamesAnother(entries_[i], queries_[i])) entry_of_[i] = i;
    }
  }

  [[nodiscard]] tl::expected<std::vector<BucketVerdict>, std::string> Verdicts() const {
    std::vector<BucketVerdict> verdicts;
    verdicts.reserve(queries_.size());
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      if (!entry_of_[q]) {
        return tl::unexpected(
            fmt::format("The response has no unambiguous result for the bucket \"{}\" in \"{}\".",
                        text::CleanForeignText(queries_[q].name),
                        text::CleanForeignText(queries_[q].location)));
      }
      verdicts.push_back(entries_[*entry_of_[q]].verdict);
    }
    return verdicts;
  }

 private:
  // True if a field of the entry contradicts the query.
  [[nodiscard]] static bool NamesAnother(const ResponseEntry& entry, const BucketQuery& query) {
    const auto differs = [](std::string_view said, std::string_view asked) {
      return !said.empty() && said != asked;
    };
    return differs(View(entry.name), query.name) || differs(View(entry.location), query.location) ||
           differs(View(entry.kms_id), View(query.kms_id));
  }
  [[nodiscard]] bool AreSame(const std::vector<std::size_t>& queries) const {
    for (const auto q : queries) {
      if (queries_[q] != queries_[queries.front()]) return false;
    }
    return true;
  }
  [[nodiscard]] bool AgreeOnVerdict(const std::vector<std::size_t>& entries) const {
    for (const auto e : entries) {
      if (entries_[e].verdict != entries_[entries.front()].verdict) return false;
    }
    return true;
  }

  std::span<const BucketQuery> queries_;
  std::span<const ResponseEntry> entries_;
  std::vector<std::optional<std::size_t>> entry_of_;  // indexed by query
  std::vector<bool> taken_;                           // indexed by entry
};

}  // namespace

tl::expected<std::vector<BucketVerdict>, std::string> MatchResponse(
    std::span<const BucketQuery> queries, std::span<const ResponseEntry> entries) {
  using std::string_view;
  Matcher matcher(queries, entries);
  matcher.By(
      [](const BucketQuery& q) {
        return std::tuple<string_view, string_view, string_view>(q.name, q.location,
                                                                 View(q.kms_id));
      },
      [](const ResponseEntry& e) {
        return std::tuple(View(e.name), View(e.location), View(e.kms_id));
      });
  matcher.By(
      [](const BucketQuery& q) { return std::tuple<string_view, string_view>(q.name, q.location); },
      [](const ResponseEntry& e) { return std::tuple(View(e.name), View(e.location)); });
  matcher.By([](const BucketQuery& q) { return string_view(q.name); },
             [](const ResponseEntry& e) { return View(e.name); });
  matcher.ByPosition();
  return matcher.Verdicts();
}

}  // namespace provider::cts
