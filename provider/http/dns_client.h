// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sends single questions to single name servers. name_lookup.h decides which server to ask and what
// to do next.
//
// c-ares alone is not enough: it ends the look-up of a search list at the first failure, doubles
// the timeout with each attempt, and does not say whether a server was silent or failed. So each
// question has its own channel with one server, and c-ares only handles packets, sockets and TCP
// for long responses. Because each question has its own socket, "connection refused" is reported
// for the right question.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provider/http/resolver_settings.h"

struct curl_waitfd;  // of libcurl NOLINT(readability-identifier-naming)

namespace provider::http {

enum class AddressFamily { kIpv4, kIpv6 };

struct DnsReply {
  enum class Kind {
    kAddresses,
    kNoAddress,   // the name exists, but has no address of this family
    kNoSuchName,  // NXDOMAIN
    kFailed,      // SERVFAIL, REFUSED or another error of the server
    kSilent,      // no reply, or nothing listens there
  };
  Kind kind = Kind::kSilent;
  std::vector<std::string> addresses;
  std::string failure;  // "SERVFAIL"; for kFailed only

  // False if another server may give a different answer.
  [[nodiscard]] bool IsFinal() const { return kind != Kind::kFailed && kind != Kind::kSilent; }
};

// Used by one thread. Throws std::bad_alloc when memory is short.
class DnsClient {
 public:
  // `settings` must outlive it.
  explicit DnsClient(const ResolverSettings& settings);
  ~DnsClient();  // drops all questions
  DnsClient(const DnsClient&) = delete;
  DnsClient& operator=(const DnsClient&) = delete;

  // `server` is an index into settings.servers. `reply` must live until it is set, by this call or
  // by Process(), after settings.timeout at the latest.
  void Query(std::size_t server, const std::string& name, AddressFamily family,
             std::optional<DnsReply>& reply);

  // The descriptors to wait for, and the longest time to wait, before the next call of Process().
  [[nodiscard]] std::vector<curl_waitfd> Descriptors() const;
  [[nodiscard]] std::chrono::milliseconds WaitLimit(std::chrono::milliseconds most) const;
  void Process(const std::vector<curl_waitfd>& descriptors);

 private:
  struct Question;
  const ResolverSettings& settings_;
  std::vector<std::unique_ptr<Question>> questions_;  // those without a reply
};

}  // namespace provider::http
