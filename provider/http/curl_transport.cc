// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_transport.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

#include <ares.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/log.h"
#include "provider/http/curl_request.h"
#include "provider/http/curl_sender.h"
#include "provider/http/failure.h"
#include "provider/http/name_resolver.h"
#include "provider/http/proxy.h"
#include "provider/http/trust.h"
#include "provider/http/url.h"

namespace provider::http {
namespace {

using std::chrono::milliseconds;
using Kind = TransportError::Kind;
using Result = tl::expected<Response, TransportError>;

constexpr std::size_t kMaxIdleSenders = 32;
constexpr int kBadRequest = 400;
constexpr int kProxyLogin = 407;

// A little before the deadline: a caller that waits until the deadline learns only that the time is
// over, but not which step took it.
base::SteadyTime BeforeTheEnd(base::SteadyTime now, base::SteadyTime deadline) {
  constexpr int kShare = 20;
  return deadline - (deadline - now) / kShare;
}

// The messages of Go, nginx and Apache.
bool SaysItExpectsTls(const std::string& body) {
  for (const auto* words : {"to an HTTPS server", "to HTTPS port", "an SSL-enabled server port"}) {
    if (body.find(words) != std::string::npos) return true;
  }
  return false;
}

tl::unexpected<TransportError> Fail(Kind kind, std::string message) {
  return tl::unexpected(TransportError{kind, std::move(message)});
}

// Idle senders with their connections, and the number of calls under way. Thread safe.
class SenderPool {
 public:
  SenderPool() { idle_.reserve(kMaxIdleSenders + 1); }
  // Stops the calls under way and waits until they have left the pool.
  ~SenderPool() {
    closing_.request_stop();
    std::unique_lock lock(mutex_);
    all_left_.wait(lock, [this] { return calls_ == 0; });
  }
  SenderPool(const SenderPool&) = delete;
  SenderPool& operator=(const SenderPool&) = delete;

  // Stops when the pool is being destroyed.
  [[nodiscard]] std::stop_token closing() const { return closing_.get_token(); }

  // Begins a call. Returns the sender used last, whose connection is the most likely to be open;
  // null if none is idle.
  std::unique_ptr<CurlSender> Enter() {
    const std::lock_guard lock(mutex_);
    ++calls_;
    if (idle_.empty()) return nullptr;
    auto sender = std::move(idle_.back());
    idle_.pop_back();
    return sender;
  }

  // Records that the process has no descriptors left for another sender.
  void RanOutOfDescriptors() {
    const std::lock_guard lock(mutex_);
    ran_out_ = true;
  }

  // Ends a call. `sender` may be null.
  void Leave(std::unique_ptr<CurlSender> sender) {
    const std::lock_guard lock(mutex_);
    if (sender) idle_.push_back(std::move(sender));
    // Drop the senders that have been idle the longest. Each holds descriptors, which other parts
    // of the process need once there are none left.
    while (idle_.size() > (ran_out_ ? 1 : kMaxIdleSenders)) idle_.erase(idle_.begin());
    // Notify under the lock: afterwards the pool may be destroyed.
    if (--calls_ == 0) all_left_.notify_all();
  }

 private:
  std::stop_source closing_;
  std::mutex mutex_;
  std::condition_variable all_left_;
  int calls_ = 0;
  bool ran_out_ = false;
  std::vector<std::unique_ptr<CurlSender>> idle_;  // the one used last is at the back
};

// Takes a sender from the pool for one call and returns it.
class Visit {
 public:
  explicit Visit(SenderPool& pool) : pool_(pool), sender_(pool.Enter()) {}
  ~Visit() { pool_.Leave(std::move(sender_)); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  // Returns null if the process has no descriptors left.
  CurlSender* sender() {
    if (!sender_) sender_ = CurlSender::Make();
    if (!sender_) pool_.RanOutOfDescriptors();
    return sender_.get();
  }

 private:
  SenderPool& pool_;
  std::unique_ptr<CurlSender> sender_;
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options)
      : options_(std::move(options)),
        proxies_(options_.environment),
        names_(options_.environment, options_.resolver_files) {}

  Result Send(const Request& request, std::stop_token stop) override {
    if (stop.stop_requested()) return tl::unexpected(Cancelled());
    Visit visit(pool_);
    auto route = FindRoute(request);
    if (!route) return tl::unexpected(route.error());
    auto* sender = visit.sender();
    if (sender == nullptr) return tl::unexpected(OutOfDescriptors(route->url.shown));
    std::stop_source end;
    const auto request_end = [&end] { end.request_stop(); };
    const std::stop_callback on_stop(stop, request_end);
    const std::stop_callback on_closing(pool_.closing(), request_end);
    if (auto error = FindAddresses(request, *route, *sender, end.get_token())) {
      return tl::unexpected(*std::move(error));
    }
    if (auto error = SetLimits(request, *route)) return tl::unexpected(*std::move(error));
    bool response_began = false;
    auto result = SendOnce(request, *route, *sender, end.get_token(), response_began);
    // For a request without TLS, the response of a proxy looks like one of the service.
    if (result && result->status == kProxyLogin && route->proxy) {
      result = tl::unexpected(ProxyRefused(FailureOn(*route), kProxyLogin));
    }
    const bool may_expect_tls =
        result ? result->status == kBadRequest && SaysItExpectsTls(result->body)
               : result.error().kind == Kind::kBroken && !response_began;
    if (may_expect_tls && ProbeForTls(*route, *sender, end.get_token())) {
      result = tl::unexpected(http::ExpectsTls(route->url.shown));
    }
    if (!result && !route->addresses.empty()) {
      const auto kind = result.error().kind;
      if (kind == Kind::kConnect || kind == Kind::kProxy) names_.Forget(NameToLookUp(*route));
    }
    return result;
  }

  std::string ProxyTo(const std::string& url) const override {
    const auto target = ParseUrl(url);
    const auto proxy = target ? proxies_.ProxyFor(*target) : std::nullopt;
    if (!proxy || !*proxy) return {};
    return fmt::format("{} ({})", (*proxy)->shown, (*proxy)->variable);
  }

 private:
  Result SendOnce(const Request& request, const Route& route, CurlSender& sender,
                  std::stop_token stop, bool& response_began) {
    CurlRequest prepared(request, route, std::move(stop));
    if (auto error = prepared.Prepare(options_.user_agent)) return tl::unexpected(*error);
    auto result = sender.Send(prepared);
    response_began = prepared.response_began();
    return result;
  }

  // Servers that expect TLS react to a request without it in different ways: they close the
  // connection, send a TLS record, or return 400. So this tries a TLS handshake, once for each
  // address, and sends nothing of the request.
  bool ProbeForTls(const Route& route, CurlSender& sender, std::stop_token stop) {
    if (route.url.scheme != "http" || route.proxy) return false;
    const bool is_ipv6 = route.url.host.find(':') != std::string::npos;
    const auto host = is_ipv6 ? "[" + route.url.host + "]" : route.url.host;
    Request probe;
    probe.url = fmt::format("https://{}:{}/", host, route.url.port);
    if (const auto known = KnownToExpectTls(probe.url)) return *known;
    Route to_tls = route;
    to_tls.url.scheme = "https";
    constexpr milliseconds kLimit{1'000};
    to_tls.connect_limit = to_tls.time_limit = std::min(kLimit, route.connect_limit);
    probe.deadline = std::chrono::steady_clock::now() + to_tls.time_limit;
    CurlRequest prepared(probe, to_tls, stop);
    if (prepared.Prepare({})) return false;
    prepared.OnlyConnect();
    const bool expects = sender.Send(prepared).has_value();
    if (stop.stop_requested()) return expects;  // cancelled: says nothing about the server
    const std::lock_guard lock(expects_tls_mutex_);
    expects_tls_[probe.url] = expects;
    return expects;
  }

  std::optional<bool> KnownToExpectTls(const std::string& address) {
    const std::lock_guard lock(expects_tls_mutex_);
    const auto known = expects_tls_.find(address);
    return known == expects_tls_.end() ? std::nullopt : std::optional(known->second);
  }

  static const std::string& NameToLookUp(const Route& route) {
    return route.proxy ? route.proxy->host : route.url.host;
  }

  tl::expected<Route, TransportError> FindRoute(const Request& request) {
    Route route;
    auto url = ParseUrl(request.url);
    if (!url || (url->scheme != "http" && url->scheme != "https") || !url->user_info.empty()) {
      return Fail(Kind::kSetup, "The URL of the request is not an http or https URL.");
    }
    route.url = *std::move(url);
    if (!IsToken(request.method)) {
      return Fail(Kind::kSetup, "The method of the request is malformed.");
    }
    if (request.use_proxy) {
      auto proxy = proxies_.ProxyFor(route.url);
      if (!proxy) return tl::unexpected(proxy.error());
      route.proxy = *std::move(proxy);
    }
    const bool uses_tls = route.url.scheme == "https" || (route.proxy && route.proxy->is_tls);
    if (!uses_tls || options_.insecure) return route;
    std::call_once(trust_once_, [this] {
      trust_ = LoadTrust(options_.ca, options_.ca_setting, options_.environment);
    });
    if (!trust_) return Fail(Kind::kSetup, trust_.error());
    route.trust = &*trust_;
    route.ca_setting = options_.ca_setting;
    return route;
  }

  std::optional<TransportError> FindAddresses(const Request& request, Route& route,
                                              CurlSender& sender, const std::stop_token& stop) {
    const auto& name = NameToLookUp(route);
    if (NeedsNoLookUp(name)) return std::nullopt;
    const auto began = std::chrono::steady_clock::now();
    const std::stop_callback wake(stop, [&sender] { sender.Wake(); });
    auto found = names_.Resolve({.name = name,
                                 .deadline = BeforeTheEnd(began, request.deadline),
                                 .stop = stop,
                                 .wait = [&sender](auto& descriptors, milliseconds most) {
                                   sender.Wait(descriptors, most);
                                 }});
    const auto took = std::chrono::steady_clock::now() - began;
    if (base::LogEnabled(base::LogLevel::kTrace)) {
      base::Log(base::LogLevel::kTrace, "Looked up a host name",
                {{"name", name},
                 {"addresses", found ? fmt::format("{}", fmt::join(*found, ",")) : "none"},
                 {"duration_ms", base::Milliseconds(took)}});
    }
    if (found) {
      route.addresses = *std::move(found);
      return std::nullopt;
    }
    if (found.error().kind == NameError::Kind::kCancelled) return Cancelled();
    return NotResolved(FailureOn(route), found.error());
  }

  // Sets the limits to the time that is left after the name look-up.
  static std::optional<TransportError> SetLimits(const Request& request, Route& route) {
    const auto left =
        std::chrono::ceil<milliseconds>(request.deadline - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) {
      return TransportError{Kind::kTimeout,
                            fmt::format("No time was left to ask {}.", route.url.shown)};
    }
    route.time_limit = std::min<milliseconds>(left, std::chrono::hours(24));
    const auto now = std::chrono::steady_clock::now();
    const auto most = std::chrono::ceil<milliseconds>(BeforeTheEnd(now, request.deadline) - now);
    route.connect_limit =
        std::min(request.connect_timeout, std::clamp(most, milliseconds(1), route.time_limit));
    return std::nullopt;
  }

  const TransportOptions options_;
  const ProxyRules proxies_;
  NameResolver names_;
  std::once_flag trust_once_;
  tl::expected<Trust, std::string> trust_;
  std::mutex expects_tls_mutex_;
  std::map<std::string, bool> expects_tls_;  // by address; only those that were tried
  SenderPool pool_;  // last: its destructor waits for calls that use the other members
};

std::string_view OrEmpty(const char* text) { return text == nullptr ? "" : text; }

}  // namespace

std::unique_ptr<Transport> MakeCurlTransport(TransportOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

CurlVersions LinkedCurlVersions() {
  const auto* info = curl_version_info(CURLVERSION_NOW);
  const auto tls = OrEmpty(info->ssl_version);  // "OpenSSL/3.0.22"
  return {
      .curl = std::string(OrEmpty(info->version)),
      .openssl = std::string(tls.substr(tls.find('/') + 1)),
      // Not libcurl's: where it does not look names up with c-ares, it does not know the version.
      .cares = std::string(OrEmpty(ares_version(nullptr)))};
}

}  // namespace provider::http
