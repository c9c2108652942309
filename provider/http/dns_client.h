// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sends single questions to single name servers; which server, and what comes next, is for
// name_lookup.h to say.
//
// c-ares by itself ends the look-up of a search list at the first failure, doubles the timeout with
// each attempt, and does not say whether a server was silent or failed. So each question has a
// channel of its own here, with one server, and c-ares does what it does well: packets, sockets,
// TCP for long responses. With a socket for each question, "nobody listens" reaches the question it
// is about.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>

#include "provider/http/resolver_settings.h"

namespace provider::http {

enum class AddressFamily { kIpv4, kIpv6 };

struct DnsReply {
  enum class Kind {
    kAddresses,
    kNoAddress,   // the name exists, but has none of this family
    kNoSuchName,  // NXDOMAIN
    kFailed,      // SERVFAIL, REFUSED and what else a server says instead of an answer
    kSilent,      // nothing came, or nobody listens there
  };
  Kind kind = Kind::kSilent;
  std::vector<std::string> addresses;
  std::string failure;  // "SERVFAIL"; of kFailed only

  // Another server may say something else.
  [[nodiscard]] bool IsFinal() const { return kind != Kind::kFailed && kind != Kind::kSilent; }
};

// Used by one thread. Throws std::bad_alloc when memory is short.
class DnsClient {
 public:
  // `settings` must outlive it.
  explicit DnsClient(const ResolverSettings& settings);
  ~DnsClient();  // forgets all questions
  DnsClient(const DnsClient&) = delete;
  DnsClient& operator=(const DnsClient&) = delete;

  // `server` is an index of settings.servers. `reply` is set by this call or by Process(), after
  // settings.timeout at the latest, and must live until then.
  void Ask(std::size_t server, const std::string& name, AddressFamily family,
           std::optional<DnsReply>& reply);

  // What to wait for, and how long at most, before Process() is called again.
  [[nodiscard]] std::vector<pollfd> Descriptors() const;
  [[nodiscard]] std::chrono::milliseconds WaitLimit(std::chrono::milliseconds most) const;
  void Process(const std::vector<pollfd>& descriptors);

 private:
  struct Question;
  const ResolverSettings& settings_;
  std::vector<std::unique_ptr<Question>> questions_;  // those without a reply
};

}  // namespace provider::http
